import type { MeDto } from '@nyla/contracts';
import type { NumberFormat } from '@nyla/contracts/constants';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apiPatch } from './api/client';
import { currentNumberFormat, showNumberFormat } from './number-format';
import { meQuery } from './session';

interface NumberFormatChoice {
  readonly format: NumberFormat;
  readonly change: (format: NumberFormat) => void;
  readonly error: Error | null;
}

/** How figures are written, and a way to change it: at once on the page, and taken back when the account refuses. */
export function useNumberFormat(): NumberFormatChoice {
  // Renders again when the format changes.
  useTranslation();
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (numberFormat: NumberFormat) => apiPatch<MeDto>('/me', { numberFormat }),
    onMutate: (next) => {
      const before = currentNumberFormat();
      showNumberFormat(next);
      return before;
    },
    onSuccess: (me) => queryClient.setQueryData(meQuery.queryKey, me),
    onError: (_, __, before) => {
      if (before) showNumberFormat(before);
    },
  });
  return { format: currentNumberFormat(), change: save.mutate, error: save.error };
}
