import { ActionIcon, Button } from '@mantine/core';
import type { MandateDetailDto } from '@nyla/contracts';
import { IconCoins, IconDots, IconLock, IconLockOpen, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '@/components/ui/menu';
import { usePermission } from '@/lib/session';
import { CreditDialog } from './credit-dialog';
import { RenameDialog } from './rename-dialog';
import { ReactivateDialog, SuspendDialog } from './suspend-dialog';

const ICON = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

type Dialog = 'credit' | 'rename' | 'suspend' | 'reactivate';

/** What the operator may do with the whole mandate. */
export function MandateActions({ mandate }: { readonly mandate: MandateDetailDto }) {
  const { t } = useTranslation('mandates');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const mayCredit = usePermission('data.operator.credit');
  const mayWrite = usePermission('data.operator.mandates.write');
  const close = () => setDialog(null);
  return (
    <>
      {mayCredit ? (
        <Button leftSection={<IconCoins {...ICON} />} onClick={() => setDialog('credit')}>
          {t('credit.button')}
        </Button>
      ) : null}
      {mayWrite ? (
        <Menu
          renderTrigger={(props) => (
            <ActionIcon {...props} variant="default" size={36} aria-label={t('detail.more', { name: mandate.name })}>
              <IconDots {...ICON} />
            </ActionIcon>
          )}
        >
          <MenuItem icon={<IconPencil {...ICON} />} onSelect={() => setDialog('rename')}>
            {t('rename.button')}
          </MenuItem>
          {mandate.kind === 'root' ? null : mandate.state === 'suspended' ? (
            <MenuItem icon={<IconLockOpen {...ICON} />} onSelect={() => setDialog('reactivate')}>
              {t('reactivate.button')}
            </MenuItem>
          ) : (
            <MenuItem icon={<IconLock {...ICON} />} tone="danger" onSelect={() => setDialog('suspend')}>
              {t('suspend.button')}
            </MenuItem>
          )}
        </Menu>
      ) : null}
      <CreditDialog mandate={mandate} opened={dialog === 'credit'} onClose={close} />
      <RenameDialog mandate={mandate} opened={dialog === 'rename'} onClose={close} />
      <SuspendDialog mandate={mandate} opened={dialog === 'suspend'} onClose={close} />
      <ReactivateDialog mandate={mandate} opened={dialog === 'reactivate'} onClose={close} />
    </>
  );
}
