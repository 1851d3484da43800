import { Button, Group } from '@mantine/core';
import type { MeDto } from '@nyla/contracts';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { hasCode } from '@/lib/api/api-error';
import { apiDelete, apiGet } from '@/lib/api/client';
import { adoptSession, dropSession } from '@/lib/session';
import { MessagePage } from './message-page';
import { RoutePending } from './route-pending';

/** Where the reader still belongs to, asked without naming a mandate. */
const restQuery = queryOptions({
  queryKey: ['session', 'rest'],
  queryFn: ({ signal }) => apiGet<MeDto>('/session', undefined, { signal }),
  retry: false,
  staleTime: 0,
  gcTime: 0,
});

/** Says to somebody who was deactivated that this is so, and leads to their other mandates or out. */
export function EndedRoute() {
  const { t } = useTranslation(['people', 'common']);
  const router = useRouter();
  const queryClient = useQueryClient();
  const rest = useQuery(restQuery);
  const goOn = (me: MeDto) => {
    adoptSession(queryClient, me);
    void router.navigate({ to: '/', replace: true });
  };
  const signOut = async () => {
    await apiDelete('/session').catch(() => undefined);
    await router.navigate({ to: '/login', replace: true });
    dropSession(queryClient);
  };
  if (rest.isPending) return <RoutePending />;
  if (hasCode(rest.error, 'auth.required')) return <Navigate to="/login" replace />;
  if (rest.error && !hasCode(rest.error, 'mandate.membership_deactivated')) {
    return (
      <Page width={640}>
        <ErrorCard error={rest.error} onRetry={() => void rest.refetch()} />
      </Page>
    );
  }
  const { data: me, error } = rest;
  const next = me?.memberships.find(({ mandateId }) => mandateId === me.mandateId);
  return (
    <main>
      <MessagePage
        title={t('ended.title')}
        text={error ? t('ended.text', { mandate: error.details['mandateName'] }) : t('ended.textOther')}
        action={
          <Group>
            {me && next ? (
              <Button onClick={() => goOn(me)}>{t('ended.goOn', { mandate: next.mandateName })}</Button>
            ) : null}
            <Button variant={me ? 'default' : 'filled'} onClick={() => void signOut()}>
              {t('common:header.signOut')}
            </Button>
          </Group>
        }
      />
    </main>
  );
}
