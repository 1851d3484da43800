import type { Locale, StatementDetailDto, StatementGrouping, StatementLineDto } from '@nyla/contracts';
import { parseChf, roundDecimal, toChf } from '@nyla/money';
import { EXPORT_TEXTS } from '../../exports/export-texts.js';
import { STATEMENT_TEXTS, type StatementTexts } from './statement-texts.js';

/** One line of the calculation, signed as it enters the sum. */
export interface SumLine {
  readonly label: string;
  readonly amount: string;
  readonly kind: 'balance' | 'part';
}

/** The parts of a statement in the words of one language: what all of its files have in common. */
export class StatementWords {
  readonly texts: StatementTexts;

  constructor(
    readonly statement: StatementDetailDto,
    readonly locale: Locale,
  ) {
    this.texts = STATEMENT_TEXTS[locale];
  }

  get title(): string {
    return this.texts.title(this.month);
  }

  get month(): string {
    const format = new Intl.DateTimeFormat(this.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
    return format.format(new Date(`${this.statement.month}-01T00:00:00Z`));
  }

  get period(): string {
    const [year = 0, month = 1] = this.statement.month.split('-').map(Number);
    const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
    return `${dayText(`${this.statement.month}-01`)} – ${dayText(last)}`;
  }

  get account(): string {
    return this.statement.userId === null
      ? this.texts.mandateAccount
      : (this.statement.ownerName ?? this.texts.unknown);
  }

  get createdOn(): string {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Zurich', dateStyle: 'short' });
    return dayText(format.format(new Date(this.statement.createdAt)).slice(0, 10));
  }

  get bookings(): string {
    const { firstSeq, lastSeq } = this.statement;
    return lastSeq < firstSeq ? this.texts.noBookings : this.texts.range(String(firstSeq), String(lastSeq));
  }

  /** Opening to closing balance. What is seldom is left out where there was none. */
  get calculation(): SumLine[] {
    const { opening, credits, adjustments, transfers, expiry, usage, closing } = this.statement;
    const { texts } = this;
    const seldom = (label: string, amount: string): SumLine[] =>
      parseChf(amount) === 0n ? [] : [{ label, amount, kind: 'part' }];
    return [
      { label: texts.opening, amount: opening, kind: 'balance' },
      { label: texts.credits, amount: credits, kind: 'part' },
      ...seldom(texts.adjustments, adjustments),
      ...seldom(texts.transfers, transfers),
      ...seldom(texts.expiry, expiry),
      { label: texts.usage, amount: toChf(-parseChf(usage)), kind: 'part' },
      { label: texts.closing, amount: closing, kind: 'balance' },
    ];
  }

  /** What a mandate that pays afterwards owes; null where it owes nothing. */
  get open(): string | null {
    const closing = parseChf(this.statement.closing);
    if (this.statement.billingModel !== 'POSTPAY' || closing >= 0n) return null;
    const rappen = roundDecimal({ coefficient: -closing, scale: 9 }, 2, 'half-even');
    return toChf(rappen.coefficient * 10_000_000n);
  }

  /** What a line of usage is called. */
  nameOf(grouping: StatementGrouping, line: StatementLineDto): string {
    const words = EXPORT_TEXTS[this.locale];
    switch (grouping) {
      case 'connectorType':
        return line.connectorType ? words.connectors[line.connectorType] : '';
      case 'model':
        return `${line.model ?? ''} (${line.connectorType ? words.connectors[line.connectorType] : ''})`;
      case 'feature':
        return line.feature ? words.features[line.feature] : '';
      case 'automationId':
        return line.id === null ? this.texts.outsideAutomations : (line.name ?? this.texts.unknown);
      case 'userId':
        return line.name ?? this.texts.unknown;
    }
  }

  typeOf(type: StatementDetailDto['movements'][number]['type']): string {
    return EXPORT_TEXTS[this.locale].types[type];
  }

  reasonOf({ reason, reference }: StatementDetailDto['movements'][number]): string {
    return [reason, reference].filter((text) => text !== null).join(' · ');
  }

  addressOf({ name, address }: StatementDetailDto['recipient']): string[] {
    if (!address) return [name];
    const { person, street, houseNumber, postcode, town, country } = address;
    const abroad =
      country === 'CH' ? [] : [new Intl.DisplayNames(this.locale, { type: 'region' }).of(country) ?? country];
    return [name, person, [street, houseNumber].filter(Boolean).join(' '), `${postcode} ${town}`, ...abroad].filter(
      (line): line is string => Boolean(line),
    );
  }
}

/** `YYYY-MM-DD` as it is written in Switzerland, in all of its languages. */
export function dayText(day: string): string {
  return `${day.slice(8, 10)}.${day.slice(5, 7)}.${day.slice(0, 4)}`;
}
