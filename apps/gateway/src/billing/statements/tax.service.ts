import { Injectable } from '@nestjs/common';
import {
  DEFAULT_COUNTRY,
  type FieldErrorDto,
  type NewTaxSettingDto,
  normaliseVatId,
  type TaxSettingDto,
  type TaxSettingsDto,
} from '@nyla/contracts';
import { compare, formatDecimal, parseDecimal } from '@nyla/money';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { NotFoundError, ValidationError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { ruleOf, type TaxRule } from './included-tax.js';
import { TaxRepository, type TaxRow } from './tax.repository.js';

const HIGHEST_RATE = parseDecimal('100');
const RATE_DECIMALS = 2;

/** From when the operator is registered for MWST, and at which rate. Statements already made stay as they are. */
@Injectable()
export class TaxService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly taxes: TaxRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  async list(): Promise<TaxSettingsDto> {
    const rows = await this.taxes.list();
    const valid = rows.filter(({ withdrawnAt }) => withdrawnAt === null);
    const current = ruleOf(valid, this.clock.today());
    return { items: rows.map((row) => ({ ...row, current: row === current })) };
  }

  /** @throws ValidationError, a unique violation (`common.conflict`) where the day has a setting */
  async add(request: NewTaxSettingDto): Promise<TaxSettingDto> {
    const rule = ruleFrom(request);
    const id = newId();
    await this.database.run(async () => {
      await this.taxes.insert({ id, ...rule }, this.context.caller.displayName);
      await this.record('tax.added', id, rule);
    });
    return this.get(id);
  }

  /** A repeat answers the same. @throws NotFoundError */
  async withdraw(id: string): Promise<TaxSettingDto> {
    const row = await this.get(id);
    await this.database.run(async () => {
      if (await this.taxes.withdraw(id, this.context.caller.displayName)) await this.record('tax.withdrawn', id, row);
    });
    return this.get(id);
  }

  private async get(id: string): Promise<TaxSettingDto> {
    const row = (await this.list()).items.find((item) => item.id === id);
    if (!row) throw new NotFoundError();
    return row;
  }

  private record(action: 'tax.added' | 'tax.withdrawn', id: string, rule: TaxRule | TaxRow): Promise<void> {
    const { validFrom, registered, uid, ratePercent } = rule;
    const values = { validFrom, registered, uid, ratePercent };
    return this.audit.record(this.database, {
      action,
      mandateId: null,
      subjectId: id,
      subjectName: 'MWST',
      before: action === 'tax.added' ? null : values,
      after: action === 'tax.added' ? values : null,
    });
  }
}

function ruleFrom({ validFrom, registered, uid, ratePercent }: NewTaxSettingDto): TaxRule {
  if (!registered) return { validFrom, registered, uid: null, ratePercent: null };
  const problems: FieldErrorDto[] = [];
  const number = normaliseVatId(uid ?? '', DEFAULT_COUNTRY);
  if ('problem' in number) {
    problems.push({
      field: 'uid',
      constraint: number.problem,
      message: 'uid must be a Swiss UID with its check digit',
    });
  }
  const rate = parseDecimal(ratePercent ?? '0');
  if (rate.coefficient === 0n || rate.scale > RATE_DECIMALS || compare(rate, HIGHEST_RATE) !== -1) {
    problems.push({
      field: 'ratePercent',
      constraint: 'isRate',
      message: 'ratePercent must be above 0 and below 100, with at most two decimals',
    });
  }
  if (problems.length > 0 || 'problem' in number) throw new ValidationError(problems);
  return { validFrom, registered, uid: number.value, ratePercent: formatDecimal(rate) };
}
