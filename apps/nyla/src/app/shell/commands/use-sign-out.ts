import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { apiDelete } from '@/lib/api/client';
import { mayLeave } from '@/lib/leaving';
import { dropSession } from '@/lib/session';

export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    if (!(await mayLeave())) return;
    // Leaving must always work; a session that the server could not end now ends by its own expiry.
    await apiDelete('/session').catch(() => undefined);
    await navigate({ to: '/login', search: {} });
    dropSession(queryClient);
  };
}
