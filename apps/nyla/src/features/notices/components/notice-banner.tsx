import { CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CreditWish } from '@/components/wish/credit-wish';
import { moneyText } from '@/lib/money-text';
import { usePermission } from '@/lib/session';
import type { ShownBanner } from '../hooks/use-banner';
import type { Banner } from '../logic/banner';
import classes from './notice-banner.module.css';

/** What concerns every page: credit that runs out, an account that is suspended. One at a time. */
export function NoticeBanner({ banner, floating, dismiss }: ShownBanner) {
  const { t } = useTranslation(['notices', 'common']);
  const kind = banner === 'solved' ? 'solved' : banner.kind;
  return (
    <section
      className={classes['banner']}
      data-kind={kind}
      data-floating={floating || undefined}
      aria-label={t('banner.label')}
    >
      <span className={classes['icon']}>
        <BannerIcon kind={kind} />
      </span>
      <p className={classes['text']}>{banner === 'solved' ? t('banner.solved') : <BannerText banner={banner} />}</p>
      {kind === 'exhausted' || kind === 'low' ? (
        <span className={classes['action']}>
          <CreditWish size="xs" />
        </span>
      ) : null}
      {dismiss ? (
        <CloseButton
          iconSize={20}
          className={classes['close'] ?? ''}
          aria-label={t('banner.dismiss')}
          onClick={dismiss}
        />
      ) : null}
    </section>
  );
}

function BannerText({ banner }: { readonly banner: Banner }) {
  const { t } = useTranslation('notices');
  const mayTopUp = usePermission('data.billing.topUp');
  const { kind, contacts, available } = banner;
  const names = contacts.join(', ');
  const whom = mayTopUp ? '' : names === '' ? t('banner.askSomebody') : t('banner.ask', { names });
  switch (kind) {
    case 'low':
      return t('banner.low', { amount: moneyText(available ?? '0', { precision: 'cash' }) });
    case 'exhausted':
      return `${t('banner.exhausted')} ${mayTopUp ? t('banner.exhaustedAdmin') : whom}`;
    case 'accountSuspended':
      return `${t('banner.accountSuspended')} ${mayTopUp ? t('banner.askOperator') : whom}`;
  }
}

function BannerIcon({ kind }: { readonly kind: Banner['kind'] | 'solved' }) {
  const look = { size: 20, stroke: 1.7, 'aria-hidden': true } as const;
  switch (kind) {
    case 'low':
      return <IconAlertTriangle {...look} />;
    case 'exhausted':
      return <IconCircleX {...look} />;
    case 'solved':
      return <IconCircleCheck {...look} />;
    default:
      return <IconLock {...look} />;
  }
}
