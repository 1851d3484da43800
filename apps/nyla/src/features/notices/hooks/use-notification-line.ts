import type { NotificationData, NotificationDto, NotificationKind } from '@nyla/contracts';
import { MODEL_ID_SEPARATOR } from '@nyla/contracts/constants';
import { type LinkProps, linkOptions } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { moneyText } from '@/lib/money-text';
import { useMe } from '@/lib/session';
import { useModelLabel } from '@/lib/use-model-label';

/** A notification in words, and where to go from it. */
export interface NotificationLine {
  readonly title: string;
  /** More about it; null where the title says it all. */
  readonly detail: string | null;
  /** What its author has added. */
  readonly note: string | null;
  /** Where it can be solved; null where the reader can do nothing. */
  readonly link: LinkProps | null;
}

type Kinded = { [K in NotificationKind]: { readonly kind: K; readonly data: NotificationData[K] } }[NotificationKind];

/** Puts notifications into the reader's language; null for a kind that this version does not know. */
export function useNotificationLine(): (notification: NotificationDto) => NotificationLine | null {
  const { t } = useTranslation(['notices', 'common']);
  const { permissions } = useMe();
  const labelOf = useModelLabel();
  const can = (permission: string) => permissions.includes(permission);
  const forThose = (permission: string, link: LinkProps) => (can(permission) ? link : null);
  const topUp = () => forThose('data.billing.topUp', linkOptions({ to: '/billing/top-up' }));
  const billing = () => forThose('ui.billing', linkOptions({ to: '/billing' }));
  const targetOf = (connectorType: NotificationData['provider_requested']['connectorType'], model: string | null) =>
    model === null ? t(`common:connector.${connectorType}`) : labelOf(`${connectorType}${MODEL_ID_SEPARATOR}${model}`);
  const runLink = (automationId: string, run: string) =>
    forThose(
      'ui.automations',
      linkOptions({ to: '/automations/$automationId', params: { automationId }, search: { tab: 'runs', run } }),
    );

  return (notification) => {
    // The server types the data by kind.
    const { kind, data } = notification as unknown as Kinded;
    const plain = { detail: null, note: null, link: null };
    switch (kind) {
      case 'credit_requested':
        return {
          title: t('line.credit_requested', { name: data.userName }),
          detail: data.required === null ? null : t('line.required', { amount: moneyText(data.required) }),
          note: data.note,
          link: topUp(),
        };
      case 'provider_requested':
        return {
          title: t('line.provider_requested', {
            name: data.userName,
            target: targetOf(data.connectorType, data.model),
          }),
          detail: null,
          note: data.note,
          link: forThose('data.roles.read', linkOptions({ to: '/settings/roles' })),
        };
      case 'credit_booked':
        return {
          ...plain,
          title:
            data.amount === null
              ? t('line.credit_booked')
              : t('line.credit_bookedAmount', { amount: moneyText(data.amount) }),
          detail: data.available === null ? null : t('line.available', { amount: moneyText(data.available) }),
          link:
            data.chatId === null
              ? billing()
              : forThose('ui.chat', linkOptions({ to: '/chat/$chatId', params: { chatId: data.chatId } })),
        };
      case 'provider_permitted':
        return {
          ...plain,
          title: t('line.provider_permitted', { target: targetOf(data.connectorType, data.model) }),
          link: forThose('ui.chat', linkOptions({ to: '/chat' })),
        };
      case 'top_up_requested':
        return {
          ...plain,
          title: t('line.top_up_requested', { mandate: data.mandateName, amount: moneyText(data.amount) }),
          detail: t('line.by', { name: data.userName }),
          link: forThose('data.operator.credit', linkOptions({ to: '/admin/requests' })),
        };
      case 'top_up_booked':
        return { ...plain, title: t('line.top_up_booked', { amount: moneyText(data.amount) }), link: billing() };
      case 'top_up_declined':
        return {
          ...plain,
          title: t('line.top_up_declined', { amount: moneyText(data.amount) }),
          note: data.reason,
          link: topUp(),
        };
      case 'automation_paused':
        return {
          ...plain,
          title: t('line.automation_paused', { name: data.automationName }),
          detail: t(`paused.${data.reason}`),
          link: runLink(data.automationId, data.runId),
        };
      case 'automation_failed':
        return {
          ...plain,
          title: t('line.automation_failed', { name: data.automationName }),
          link: runLink(data.automationId, data.runId),
        };
      case 'low_balance':
        return {
          ...plain,
          title: t('line.low_balance', { amount: moneyText(data.balance) }),
          detail: data.runwayDays === null ? null : t('line.runway', { count: data.runwayDays }),
          link: topUp() ?? billing(),
        };
      case 'balance_exhausted':
        return {
          ...plain,
          title:
            data.ownerName === null
              ? t('line.balance_exhausted')
              : t('line.balance_exhaustedOf', { name: data.ownerName }),
          link: topUp() ?? billing(),
        };
      case 'mandate_suspended':
        return { ...plain, title: t('line.mandate_suspended'), note: data.reason };
      case 'member_joined':
        return {
          ...plain,
          title: t('line.member_joined', { name: data.userName }),
          link: forThose('data.members.read', linkOptions({ to: '/settings/members' })),
        };
      default:
        return null;
    }
  };
}
