import { AccountPage } from '@/features/account/components/account-page';
import { OwnKeys } from '@/features/people/components/own-keys';
import { usePermission } from '@/lib/session';

export function AccountRoute() {
  const mayHaveKeys = usePermission('data.apiKeys.own');
  return <AccountPage apiKeys={mayHaveKeys ? <OwnKeys /> : null} />;
}
