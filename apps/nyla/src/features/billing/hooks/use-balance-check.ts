import type { BalanceCheckDto, BalanceCheckProgressDto } from '@nyla/contracts';
import { useCallback, useEffect, useState } from 'react';
import { checkBalance } from '../api/balance-check';

interface Check {
  readonly result: BalanceCheckDto | undefined;
  readonly progress: BalanceCheckProgressDto | undefined;
  readonly error: unknown;
  readonly again: () => void;
}

/** Checks the balance when the page opens, and whenever it is asked to. Leaving the page ends a check. */
export function useBalanceCheck(): Check {
  const [round, setRound] = useState(0);
  const [result, setResult] = useState<BalanceCheckDto>();
  const [progress, setProgress] = useState<BalanceCheckProgressDto>();
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setError(null);
    setProgress({ checked: 0, bookings: 0 });
    checkBalance(signal, (next) => !signal.aborted && setProgress(next))
      .then((checked) => !signal.aborted && setResult(checked))
      .catch((cause: unknown) => !signal.aborted && setError(cause))
      .finally(() => !signal.aborted && setProgress(undefined));
    return () => controller.abort();
  }, [round]);
  return { result, progress, error, again: useCallback(() => setRound((before) => before + 1), []) };
}
