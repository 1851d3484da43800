import { Button, type ButtonProps } from '@mantine/core';
import type { AskForProviderDto } from '@nyla/contracts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAskForProvider, useOpenWish } from '@/lib/notices';
import { usePermission } from '@/lib/session';
import { SentWish } from './sent-wish';
import classes from './wish.module.css';
import { WishError } from './wish-error';

interface ProviderWishProps extends Pick<AskForProviderDto, 'connectorType'> {
  /** Name of the model without its provider; null: any model of it. */
  readonly model: string | null;
  readonly variant?: ButtonProps['variant'];
  readonly size?: ButtonProps['size'];
}

/** The way to a model that the reader's roles do not permit: changing the roles, or asking whoever may. */
export function ProviderWish({ connectorType, model, variant = 'default', size = 'sm' }: ProviderWishProps) {
  const { t } = useTranslation('notices');
  const mayEditRoles = usePermission('data.roles.write');
  const wish = useOpenWish({ kind: 'provider', connectorType, model });
  const ask = useAskForProvider();
  const look = { variant, size, className: classes['button'] ?? '' } as const;
  if (mayEditRoles) {
    return (
      <Button {...look} renderRoot={(props) => <Link to="/settings/roles" {...props} />}>
        {t('wish.editRoles')}
      </Button>
    );
  }
  if (wish) return <SentWish wish={wish} />;
  return (
    <>
      <Button
        {...look}
        loading={ask.isPending}
        onClick={() => ask.mutate({ connectorType, ...(model === null ? {} : { model }) })}
      >
        {t('wish.askPermission')}
      </Button>
      <WishError error={ask.error} />
    </>
  );
}
