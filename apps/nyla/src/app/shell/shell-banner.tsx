import { useBalance } from '@/features/billing/hooks/use-balance';
import { NoticeBanner } from '@/features/notices/components/notice-banner';

/** Brings billing and notices together: neither feature knows the other. */
export function ShellBanner() {
  const { data } = useBalance();
  return <NoticeBanner balance={data} />;
}
