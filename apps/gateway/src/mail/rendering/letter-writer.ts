import { BILLING_TIME_ZONE, type Locale, type MailData } from '@nyla/contracts';
import { formatCount, formatMoney, NANO_PER_CHF, NANO_PER_RAPPEN, parseChf } from '@nyla/money';
import type { Letter } from './letter.js';
import { deCh, type MailTexts } from './locales/de-ch.js';
import { en } from './locales/en.js';
import { frCh } from './locales/fr-ch.js';

export const MAIL_TEXTS: Readonly<Record<Locale, MailTexts>> = { 'de-CH': deCh, en, 'fr-CH': frCh };

/** `en` alone would write dates as they do in the United States. */
const DATE_LOCALES: Readonly<Record<Locale, string>> = { 'de-CH': 'de-CH', en: 'en-GB', 'fr-CH': 'fr-CH' };
const NAME_MAX_LENGTH = 160;

/** What every letter is written with: the words of its language, figures the Swiss way, times of Zurich. */
export class LetterWriter {
  readonly texts: MailTexts;
  private readonly locale: string;

  constructor(locale: Locale) {
    this.texts = MAIL_TEXTS[locale];
    this.locale = DATE_LOCALES[locale];
  }

  /** Puts values into a text; what is a name there stays on its line. */
  fill(text: string, values: Readonly<Record<string, string>>): string {
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`a mail's text lacks its value ${name}: ${text}`);
      return oneLine(value);
    });
  }

  /** As each language writes a colon. A value on the next line keeps its line. */
  labelled(label: string, value: string): string {
    const colon = this.fill(this.texts.common.labelled, { label, value: '' }).trimEnd();
    return value.startsWith('\n') ? `${colon}${value}` : `${colon} ${value}`;
  }

  counted(texts: { readonly one: string; readonly other: string }, count: number): string {
    const isOne = new Intl.PluralRules(this.locale).select(count) === 'one';
    return this.fill(isOne ? texts.one : texts.other, { count: formatCount(count) });
  }

  money(amount: string): string {
    return formatMoney(amount);
  }

  /** What is left, rounded down: beside what it fell below it must not look like as much. */
  moneyLeft(amount: string): string {
    const left = parseChf(amount);
    return formatMoney(left < NANO_PER_CHF ? left : left - (left % NANO_PER_RAPPEN));
  }

  count(value: number): string {
    return formatCount(value);
  }

  /** An instant in Zurich: `1. Dezember 2026 um 14:00`. */
  time(iso: string): string {
    return this.date(new Date(iso), { dateStyle: 'long', timeStyle: 'short', timeZone: BILLING_TIME_ZONE });
  }

  /** A calendar day, `2026-10-31`. */
  day(day: string): string {
    return this.date(new Date(`${day}T00:00:00Z`), { dateStyle: 'long', timeZone: 'UTC' });
  }

  /** A month, `2026-10`; with the next one for an offset of 1. */
  month(month: string, offset = 0): string {
    const [year = 0, number = 1] = month.split('-').map(Number);
    const first = new Date(Date.UTC(year, number - 1 + offset, 1));
    return this.date(first, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  }

  /** How long the credit lasts, as a row of figures; nothing where that is unknown. */
  runway(days: number | null): { label: string; value: string }[] {
    if (days === null) return [];
    const { runwayLabel: label, runway_zero: zero, runway_one: one, runway_other: other } = this.texts.common;
    return [{ label, value: days === 0 ? zero : this.counted({ one, other }, days) }];
  }

  private date(instant: Date, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.locale, options).format(instant);
  }
}

/** A letter of some kind, from its data. */
export type LetterOf<K extends keyof MailData> = (data: MailData[K], writer: LetterWriter) => Letter;

/**
 * What others wrote as one line without anything that would change how the rest is read: line breaks, control
 * characters, marks that turn the direction of writing. Very long names end in an ellipsis.
 */
export function oneLine(text: string, maxLength = NAME_MAX_LENGTH): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    // Not every white space: the narrow ones of French belong where they are.
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}
