import { ActionIcon, Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { AutomationDetailDto } from '@nyla/contracts';
import { IconArrowLeft, IconDots, IconFlask, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Menu, MenuItem } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { useDeleteAutomation, usePauseAutomation } from '../api/automation-queries';
import { useEditorContext } from '../hooks/use-editor';
import classes from './automation.module.css';
import { AutomationState } from './states';

const ICON = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

interface EditorHeaderProps {
  readonly automation: AutomationDetailDto | null;
  readonly onTest: () => void;
  readonly onRun: () => void;
  /** It is about to be deleted: unsaved changes do not matter any more. */
  readonly onDelete: () => void;
}

/** Name and state, and what can be done with the whole automation. */
export function EditorHeader({ automation, onTest, onRun, onDelete }: EditorHeaderProps) {
  const { t } = useTranslation('automation');
  const { draft, dirty, saving } = useEditorContext();
  const pause = usePauseAutomation(automation?.id ?? '');
  return (
    <>
      <Anchor
        renderRoot={(props) => <Link to="/automations" {...props} />}
        size="sm"
        c="dimmed"
        display="inline-flex"
        mb={6}
        style={{ alignItems: 'center', gap: 4 }}
      >
        <IconArrowLeft size={15} aria-hidden />
        {t('title')}
      </Anchor>
      <PageHeader
        title={draft.name.trim() || t('editor.untitled')}
        actions={
          automation ? (
            <>
              <span className={classes['headState']}>
                <AutomationState {...automation} />
              </span>
              <Button variant="default" leftSection={<IconFlask {...ICON} />} onClick={onTest}>
                {t('action.test')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconPlayerPlay {...ICON} />}
                disabled={dirty}
                title={dirty ? t('action.runNeedsSave') : undefined}
                onClick={onRun}
              >
                {t('action.run')}
              </Button>
              <MoreMenu automation={automation} onPause={pause.mutate} onDelete={onDelete} />
            </>
          ) : (
            <>
              <Text size="sm" c="dimmed">
                {t('editor.notSavedYet')}
              </Text>
              <Button variant="default" leftSection={<IconFlask {...ICON} />} loading={saving} onClick={onTest}>
                {t('action.saveAndTest')}
              </Button>
            </>
          )
        }
      />
      {pause.error ? <ErrorCard error={pause.error} /> : null}
    </>
  );
}

interface MoreMenuProps {
  readonly automation: AutomationDetailDto;
  readonly onPause: (action: 'pause' | 'resume') => void;
  readonly onDelete: () => void;
}

function MoreMenu({ automation: { id, name, status }, onPause, onDelete }: MoreMenuProps) {
  const { t } = useTranslation(['automation', 'common']);
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useDeleteAutomation(id);
  const confirm = () => {
    remove.mutate(undefined, {
      onSuccess: () => {
        onDelete();
        void navigate({ to: '/automations' });
      },
    });
  };
  return (
    <>
      <Menu
        renderTrigger={(props) => (
          <ActionIcon {...props} variant="default" size={36} aria-label={t('action.more', { name })}>
            <IconDots {...ICON} />
          </ActionIcon>
        )}
      >
        {status === 'active' ? (
          <MenuItem icon={<IconPlayerPause {...ICON} />} onSelect={() => onPause('pause')}>
            {t('action.pause')}
          </MenuItem>
        ) : (
          <MenuItem icon={<IconPlayerPlay {...ICON} />} onSelect={() => onPause('resume')}>
            {t('action.resume')}
          </MenuItem>
        )}
        <MenuItem icon={<IconTrash {...ICON} />} tone="danger" onSelect={() => setAsking(true)}>
          {t('common:action.delete')}
        </MenuItem>
      </Menu>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('delete.title')}
        closeButtonProps={{ 'aria-label': t('common:action.close') }}
      >
        <Stack>
          <Text>{t('delete.text', { name })}</Text>
          {remove.error ? <ErrorCard error={remove.error} /> : null}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              {t('common:action.cancel')}
            </Button>
            <Button color="red" loading={remove.isPending} onClick={confirm}>
              {t('common:action.delete')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
