import { Injectable } from '@nestjs/common';
import type { Locale, StatementDto, StatementFormat } from '@nyla/contracts';
import { type StatementFile, StatementFileService } from './statements/files/statement-file.service.js';
import {
  type MadeStatement,
  type MakeOptions,
  type MakeResult,
  StatementMakerService,
} from './statements/statement-maker.service.js';
import { StatementsRepository } from './statements/statements.repository.js';
import { StatementsService, statementDto } from './statements/statements.service.js';

/** Accounts of one mandate of which a statement is looked for; more than that are not one mail's matter. */
const STATEMENTS_OF_MONTH_MAX = 1_000;

/** Statements for other modules, such as the monthly report. Who may see them is decided by the caller. */
@Injectable()
export class StatementsFacade {
  constructor(
    private readonly statements: StatementsService,
    private readonly rows: StatementsRepository,
    private readonly files: StatementFileService,
    private readonly maker: StatementMakerService,
  ) {}

  /** Those of a month, the mandate's own account first; none while the month runs, or where nothing was ever booked. */
  async find(mandateId: string, month: string): Promise<StatementDto[]> {
    const rows = await this.rows.list(mandateId, { month }, undefined, STATEMENTS_OF_MONTH_MAX);
    return rows.map(statementDto).toSorted((a, b) => (a.number < b.number ? -1 : 1));
  }

  /** @throws NotFoundError for a statement that is not this mandate's */
  async file(mandateId: string, id: string, format: StatementFormat, locale: Locale): Promise<StatementFile> {
    return this.files.file(await this.statements.getOf(mandateId, id), format, locale);
  }

  /** Makes what is due; may be called at any time. */
  makeDue(options?: MakeOptions, tell?: (made: MadeStatement) => void): Promise<MakeResult> {
    return this.maker.makeDue(options, tell);
  }
}
