import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { TaxSettingDto } from '@nyla/contracts';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { formatDay } from '@/lib/format-date';
import { formatNumber } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { taxQuery, useTaxChanges } from '../../api/system-queries';
import { Badge } from '../badge';
import classes from '../system.module.css';
import { TaxForm } from './tax-form';

/** Whether the operator is registered for MWST: today, from which day on, and how it was before. */
export function TaxPage(): ReactNode {
  const { t } = useTranslation(['system', 'common']);
  const { data, error, refetch } = useQuery(taxQuery);
  const [asked, setAsked] = useState<TaxSettingDto | null>(null);
  const textOf = useTaxText();
  const current = data?.items.find((item) => item.current);
  return (
    <Page width={880}>
      <PageHeader title={t('common:page.tax')} description={t('tax.description')} />
      {error && !data ? <ErrorCard error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonBlock height={480} /> : null}
      {data ? (
        <Stack gap="lg">
          <Panel title={t('tax.current')}>
            <Text fz="lg" fw={600}>
              {current ? textOf(current) : t('tax.none')}
            </Text>
          </Panel>
          <Panel title={t('tax.add')}>
            <TaxForm />
          </Panel>
          {data.items.length > 0 ? (
            <Panel title={t('tax.history')}>
              <History items={data.items} onWithdraw={setAsked} />
            </Panel>
          ) : null}
        </Stack>
      ) : null}
      <ConfirmTaxWithdrawal asked={asked} onClose={() => setAsked(null)} />
    </Page>
  );
}

function useTaxText(): (setting: TaxSettingDto) => string {
  const { t } = useTranslation('system');
  const [locale] = useLocale();
  return ({ validFrom, uid, ratePercent }) => {
    const what =
      uid === null || ratePercent === null
        ? t('tax.notRegistered')
        : t('tax.registered', { uid, rate: formatNumber(ratePercent) });
    return `${what}, ${t('tax.since', { day: formatDay(validFrom, locale) })}`;
  };
}

interface HistoryProps {
  readonly items: readonly TaxSettingDto[];
  readonly onWithdraw: (setting: TaxSettingDto) => void;
}

function History({ items, onWithdraw }: HistoryProps) {
  const { t } = useTranslation('system');
  const textOf = useTaxText();
  return (
    <ul className={classes['cards']} aria-label={t('tax.history')}>
      {items.map((item) => (
        <li key={item.id} className={classes['card']}>
          <span className={classes['row']}>
            <span>{textOf(item)}</span>
            {item.withdrawnAt === null ? (
              <Button
                variant="default"
                leftSection={<IconArrowBackUp size={16} aria-hidden />}
                mih={44}
                onClick={() => onWithdraw(item)}
              >
                {t('tax.withdraw')}
              </Button>
            ) : (
              <Badge tone="plain">{t('tax.withdrawn')}</Badge>
            )}
          </span>
          <Text span size="sm" c="dimmed">
            {t('tax.author', { name: item.author })}
          </Text>
        </li>
      ))}
    </ul>
  );
}

interface ConfirmProps {
  readonly asked: TaxSettingDto | null;
  readonly onClose: () => void;
}

function ConfirmTaxWithdrawal({ asked, onClose }: ConfirmProps) {
  const { t } = useTranslation(['system', 'common']);
  const { withdraw } = useTaxChanges();
  const textOf = useTaxText();
  const close = () => {
    withdraw.reset();
    onClose();
  };
  return (
    <Modal
      opened={asked !== null}
      onClose={close}
      title={t('tax.confirm.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Stack>
        <Text>{t('tax.confirm.text', { what: asked ? textOf(asked) : '' })}</Text>
        {withdraw.error ? <ErrorCard error={withdraw.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={close}>
            {t('common:action.cancel')}
          </Button>
          <Button
            color="red"
            loading={withdraw.isPending}
            onClick={() => {
              if (asked) withdraw.mutate(asked.id, { onSuccess: close });
            }}
          >
            {t('tax.withdraw')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
