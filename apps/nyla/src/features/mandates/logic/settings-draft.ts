import type { MandateSettingsDto, UpdateMandateSettingsDto } from '@nyla/contracts';
import type { BillingModel } from '@nyla/contracts/constants';
import { compare, parseChf, parseDecimal, toChf } from '@/lib/money';
import { readAmount } from '@/lib/typed-amount';

/** Settings as they are typed: an empty amount is none, an empty markup the platform's. */
export interface SettingsDraft {
  readonly billingModel: BillingModel;
  readonly creditLimit: string;
  readonly initialUserCredit: string;
  readonly markupPercent: string;
  readonly selfTopUpLimit: string;
}

type Amount = 'creditLimit' | 'initialUserCredit' | 'selfTopUpLimit';
const AMOUNTS: readonly Amount[] = ['creditLimit', 'initialUserCredit', 'selfTopUpLimit'];

export function settingsDraft(settings: MandateSettingsDto): SettingsDraft {
  const { billingModel, creditLimit, initialUserCredit, markupPercent, selfTopUpLimit } = settings;
  return { billingModel, creditLimit, initialUserCredit, markupPercent: markupPercent ?? '', selfTopUpLimit };
}

export function problemsOf(draft: SettingsDraft): Partial<Record<keyof SettingsDraft, 'amount' | 'percent'>> {
  return {
    ...Object.fromEntries(
      AMOUNTS.filter((field) => isShown(field, draft) && amountOf(draft[field]) === undefined).map((field) => [
        field,
        'amount' as const,
      ]),
    ),
    ...(percentOf(draft.markupPercent) === undefined ? { markupPercent: 'percent' as const } : {}),
  };
}

/** What differs from what is stored, as the server wants it; a field that the model hides is not touched. */
export function changesOf(settings: MandateSettingsDto, draft: SettingsDraft): UpdateMandateSettingsDto {
  const changes: UpdateMandateSettingsDto = {};
  if (draft.billingModel !== settings.billingModel) changes.billingModel = draft.billingModel;
  for (const field of AMOUNTS) {
    const amount = amountOf(draft[field]);
    const isSame = amount !== undefined && parseChf(amount) === parseChf(settings[field]);
    if (isShown(field, draft) && !isSame) changes[field] = amount ?? draft[field];
  }
  const percent = percentOf(draft.markupPercent);
  if (!isSamePercent(percent, settings.markupPercent)) changes.markupPercent = percent ?? null;
  return changes;
}

function isShown(field: Amount, { billingModel }: SettingsDraft): boolean {
  if (field === 'creditLimit') return billingModel === 'POSTPAY';
  return field === 'selfTopUpLimit' || billingModel === 'PREPAY_USER';
}

/** Zero is an amount here; undefined for what is none. */
function amountOf(text: string): string | undefined {
  if (/^\s*(CHF)?\s*0*([.]0*)?\s*$/i.test(text)) return toChf(0n);
  return readAmount(text) ?? undefined;
}

/** Null: the platform's. Undefined for what is no percentage. */
function percentOf(text: string): string | null | undefined {
  const plain = text.replace(/\s|%/g, '');
  if (plain === '') return null;
  return /^\d{1,4}(\.\d{1,4})?$/.test(plain) && Number(plain) <= 1000 ? plain : undefined;
}

function isSamePercent(typed: string | null | undefined, stored: string | null): boolean {
  if (typed === undefined) return false;
  if (typed === null || stored === null) return typed === stored;
  return compare(parseDecimal(typed), parseDecimal(stored)) === 0;
}
