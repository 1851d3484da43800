import type { BalanceCheckDto, BalanceCheckProgressDto } from '@nyla/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { checkBalance } from '../api/balance-check';

interface Check {
  readonly result: BalanceCheckDto | undefined;
  /** While a check is under way. */
  readonly progress: BalanceCheckProgressDto | undefined;
  readonly error: unknown;
  readonly again: () => void;
}

const BEGINNING: BalanceCheckProgressDto = { checked: 0, bookings: 0 };

/** Checks the balance when the page opens, and whenever it is asked to. Leaving the page ends a check. */
export function useBalanceCheck(): Check {
  const [progress, setProgress] = useState(BEGINNING);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['billing', 'check'],
    queryFn: ({ signal }) => checkBalance(signal, setProgress),
    // It says what is so now: never what was so before, and not again by itself, as it reads every booking.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return { result: data, progress: isFetching ? progress : undefined, error, again: () => void refetch() };
}
