import { lazyRouteComponent } from '@tanstack/react-router';
import { useBalance } from '@/features/billing/hooks/use-balance';
import { useBanner } from '@/features/notices/hooks/use-banner';

/** Once it is loaded it is there at once, without a moment in which it is not. */
export const NoticeBanner = lazyRouteComponent(
  () => import('@/features/notices/components/notice-banner'),
  'NoticeBanner',
);

/** Brings billing and notices together: neither feature knows the other. */
export function ShellBanner() {
  const { data } = useBalance();
  const shown = useBanner(data);
  return shown ? <NoticeBanner {...shown} /> : null;
}
