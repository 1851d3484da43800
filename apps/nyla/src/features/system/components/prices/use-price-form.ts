import type { PriceVersionDto, PriceWarning } from '@nyla/contracts';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, hasCode } from '@/lib/api/api-error';
import { readStored, writeStored } from '@/lib/storage';
import { usePriceChanges } from '../../api/system-queries';
import { decimalText } from '../../logic/decimal-text';
import { faultsByField, knownFault, warningsByField } from '../../logic/field-messages';
import { draftFaults, draftOf, isPriceDraft, type PriceDraft, requestOf } from '../../logic/price-draft';
import { modelKeyText } from '../../logic/search';

const KEY = 'nyla.price-draft';

/** What a form shows at one of its fields. */
export interface FieldTexts {
  readonly error: string | undefined;
  /** Looks like a typing error, by the server's judgement. */
  readonly warning: string | undefined;
}

/** The draft of a price, kept in this tab until it is added, and what is wrong with it. */
export function usePriceForm(before: PriceVersionDto | undefined, start: PriceDraft) {
  const { t } = useTranslation('system');
  const key = `${KEY}.${before ? modelKeyText(before) : 'new'}`;
  const fresh = useMemo(() => (before ? draftOf(before) : start), [before, start]);
  const [draft, setDraft] = useState(() => storedDraft(key) ?? fresh);
  const [tried, setTried] = useState(false);
  const { add } = usePriceChanges();

  const change = useCallback(
    (changes: Partial<PriceDraft>) => {
      setDraft((current) => {
        const next = { ...current, ...changes };
        writeStored('session', key, JSON.stringify(next));
        return next;
      });
      // What the server said was about the figures before.
      add.reset();
    },
    [key, add],
  );
  const reset = useCallback(() => {
    writeStored('session', key, null);
    setDraft(fresh);
    setTried(false);
    add.reset();
  }, [key, fresh, add]);

  const own = useMemo(() => (tried ? draftFaults(draft) : new Map<string, never>()), [tried, draft]);
  const served = useMemo(
    () => faultsByField(add.error instanceof ApiError ? add.error.fieldErrors : [], draft.multipliers),
    [add.error, draft.multipliers],
  );
  const warnings: readonly PriceWarning[] = hasCode(add.error, 'aicore.price_unusual')
    ? add.error.details.warnings
    : [];
  const warned = warningsByField(warnings);

  const textsOf = (path: string): FieldTexts => {
    const fault = own.get(path);
    const constraint = served.get(path);
    return {
      error: fault
        ? t(`fault.${fault}`)
        : constraint === undefined
          ? undefined
          : t(`fault.${knownFault(constraint) ?? 'other'}`),
      warning: warned
        .get(path)
        ?.map(({ reason, before: was }) => t(`warning.${reason}`, { before: was === null ? '–' : decimalText(was) }))
        .join(' '),
    };
  };
  const submit = (acceptUnusual: boolean, onAdded: (price: PriceVersionDto) => void) => {
    setTried(true);
    if (draftFaults(draft).size > 0) return false;
    add.mutate(requestOf(draft, acceptUnusual), {
      onSuccess: (price) => {
        writeStored('session', key, null);
        onAdded(price);
      },
    });
    return true;
  };
  return {
    draft,
    change,
    reset,
    submit,
    textsOf,
    warnings,
    isChanged: draft !== fresh,
    isPending: add.isPending,
    error: add.error,
  };
}

function storedDraft(key: string): PriceDraft | undefined {
  try {
    const value: unknown = JSON.parse(readStored('session', key) ?? 'null');
    return isPriceDraft(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
