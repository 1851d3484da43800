import { useNavigate } from '@tanstack/react-router';
import { mayLeave } from '@/lib/leaving';
import { useSwitchMandate } from '@/lib/session';

/** Moves to another mandate and its start page, unless something would be lost. */
export function useChangeMandate(): (mandateId: string) => Promise<void> {
  const switchMandate = useSwitchMandate();
  const navigate = useNavigate();
  return async (mandateId) => {
    if (!(await mayLeave())) return;
    await switchMandate(mandateId);
    // What is open belongs to the mandate that was left.
    await navigate({ to: '/' });
  };
}
