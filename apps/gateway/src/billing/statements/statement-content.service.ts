import { Injectable } from '@nestjs/common';
import { STATEMENT_GROUPINGS, type StatementGrouping, type StatementTaxState } from '@nyla/contracts';
import { parseChf, toChf } from '@nyla/money';
import { MandatesFacade } from '../../mandates/mandates.facade.js';
import { BookingNamesService } from '../booking-names.service.js';
import { type Address, AddressRepository } from '../credit/address.repository.js';
import type { NamesInBookings } from '../transaction-dto.js';
import { includedTax, ruleOf, type TaxRule } from './included-tax.js';
import type {
  DueStatement,
  StatementContent,
  StatementLine,
  StatementMovement,
  StatementParty,
  StatementTax,
} from './statement.types.js';
import type { MovementRow, UsageSum } from './statement-figures.repository.js';
import { TaxRepository } from './tax.repository.js';

/** Where services to whoever is invoiced there count as rendered in Switzerland: Liechtenstein shares its MWST. */
const TAXED_COUNTRIES = new Set(['CH', 'LI']);

/** What holds for all statements that are made together. */
export interface StatementFrame {
  readonly rootId: string | null;
  readonly operatorName: string;
  readonly operatorAddress: Address | null;
  readonly rules: readonly TaxRule[];
}

interface Figures {
  readonly usage: readonly UsageSum[];
  readonly movements: readonly MovementRow[];
}

/** Puts names, addresses and MWST to the figures of a statement, as they are at this moment. */
@Injectable()
export class StatementContentService {
  constructor(
    private readonly mandates: MandatesFacade,
    private readonly addresses: AddressRepository,
    private readonly names: BookingNamesService,
    private readonly taxes: TaxRepository,
  ) {}

  async frame(): Promise<StatementFrame> {
    const root = await this.mandates.findRoot();
    const [address, rules] = await Promise.all([root ? this.addresses.find(root.id) : undefined, this.taxes.rules()]);
    return {
      rootId: root?.id ?? null,
      operatorName: address?.company ?? root?.name ?? '',
      operatorAddress: plain(address),
      rules,
    };
  }

  async of(due: DueStatement, { usage, movements }: Figures, frame: StatementFrame): Promise<StatementContent> {
    const { mandateId, userId, billingModel, month } = due;
    const [mandates, address, names] = await Promise.all([
      this.mandates.names([mandateId]),
      this.addresses.find(mandateId),
      this.names.of(
        mandateId,
        [userId, ...usage.map((sum) => sum.userId)],
        usage.map((sum) => sum.automationId),
      ),
    ]);
    const recipient: StatementParty = {
      name: address?.company ?? mandates.get(mandateId) ?? '',
      vatId: address?.vatId ?? null,
      address: plain(address),
    };
    return {
      billingModel,
      ownerName: (userId && names.users.get(userId)) ?? null,
      operator: operatorOf(frame, month),
      recipient,
      tax: taxOf(frame, mandateId, recipient, { usage, movements }, month),
      usageBy: usageBy(usage, names),
      movements: movements.map(movementOf),
    };
  }
}

function operatorOf({ operatorName, operatorAddress, rules }: StatementFrame, month: string): StatementParty {
  const uid = ruleOf(rules, `${month}-31`)?.uid ?? null;
  return { name: operatorName, vatId: uid ?? operatorAddress?.vatId ?? null, address: operatorAddress };
}

function taxOf(
  { rules, rootId }: StatementFrame,
  mandateId: string,
  { address }: StatementParty,
  { usage, movements }: Figures,
  month: string,
): StatementTax {
  const without = (state: StatementTaxState): StatementTax => ({ state, lines: [] });
  if (mandateId === rootId) return without('own_use');
  const charged = usage.flatMap(({ grouping, day, amount }) =>
    grouping === 'day' && day !== null ? [{ day, amount: parseChf(amount) }] : [],
  );
  // A call that is taken back lowers what was charged, at the rate that it was charged with.
  const takenBack = movements.flatMap(({ reversedDay, amount }) =>
    reversedDay === null ? [] : [{ day: reversedDay, amount: -parseChf(amount) }],
  );
  const lines = includedTax(rules, [...charged, ...takenBack]);
  // A month without usage names the rate all the same: whoever is registered says so.
  const isRegistered = lines.length > 0 || ruleOf(rules, `${month}-31`)?.registered === true;
  if (!isRegistered) return without('not_registered');
  return address && !TAXED_COUNTRIES.has(address.country) ? without('abroad') : { state: 'included', lines };
}

function usageBy(sums: readonly UsageSum[], names: NamesInBookings): Record<StatementGrouping, StatementLine[]> {
  const lines = STATEMENT_GROUPINGS.map((grouping) => [
    grouping,
    sums
      .filter((sum) => sum.grouping === grouping)
      .toSorted(byAmount)
      .map((sum) => lineOf(sum, names)),
  ]);
  return Object.fromEntries(lines) as Record<StatementGrouping, StatementLine[]>;
}

/** The largest first; equal ones in an order that is always the same. */
function byAmount(a: UsageSum, b: UsageSum): number {
  const [left, right] = [parseChf(a.amount), parseChf(b.amount)];
  if (left !== right) return left < right ? 1 : -1;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

function keyOf({ connectorType, model, feature, automationId, userId }: UsageSum): string {
  return [connectorType, model, feature, automationId, userId].join(' ');
}

function lineOf(sum: UsageSum, { users, automations }: NamesInBookings): StatementLine {
  const { connectorType, model, feature, automationId, userId } = sum;
  return {
    connectorType,
    model,
    feature,
    id: automationId ?? userId,
    name: (automationId && automations.get(automationId)) ?? (userId && users.get(userId)) ?? null,
    calls: Number(sum.calls),
    inputTokens: Number(sum.inputTokens),
    outputTokens: Number(sum.outputTokens),
    amount: toChf(parseChf(sum.amount)),
  };
}

function movementOf({ id, seq, localTime, type, amount, reason, reference }: MovementRow): StatementMovement {
  return { id, seq, localTime, type, amount: toChf(parseChf(amount)), reason, reference };
}

function plain(address: (Address & { readonly updatedAt: string }) | undefined): Address | null {
  if (!address) return null;
  const { updatedAt: _updatedAt, ...snapshot } = address;
  return snapshot;
}
