import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import {
  type AuditEntryDto,
  type AuditPageDto,
  type AuditQuery,
  type OperatorAuditQuery,
  PAGE_LIMIT_DEFAULT,
} from '@nyla/contracts';
import { RequestContext } from '../common/context/request-context.js';
import { type Cursor, decodeCursor, pageOf } from '../common/http/cursor.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { type AuditFilter, AuditRepository, type AuditRow, type AuditScope } from './audit.repository.js';
import { auditCsv, auditFileName } from './audit-csv.js';

const EXPORT_PAGE = 1_000;

/** A file on its way, in the language of who asked for it. */
export interface AuditFile {
  readonly name: string;
  readonly content: Readable;
}

/** Who changed what: in the own mandate, or for the operator anywhere. */
@Injectable()
export class AuditService {
  constructor(
    private readonly trail: AuditRepository,
    private readonly mandates: MandatesFacade,
    private readonly context: RequestContext,
  ) {}

  listOwn(query: AuditQuery): Promise<AuditPageDto> {
    return this.list(this.context.mandate.id, query);
  }

  listAll({ mandateId, ...query }: OperatorAuditQuery): Promise<AuditPageDto> {
    return this.list(mandateId ?? null, query);
  }

  /** The whole filtered set as a file, read and sent page by page. */
  exportOwn(query: AuditQuery): AuditFile {
    return this.fileOf(this.pages(this.context.mandate.id, query));
  }

  exportAll({ mandateId, ...query }: OperatorAuditQuery): AuditFile {
    return this.fileOf(this.pages(mandateId ?? null, query));
  }

  private fileOf(entries: AsyncIterable<AuditEntryDto>): AuditFile {
    const { locale } = this.context.caller;
    return { name: auditFileName(locale), content: Readable.from(auditCsv(entries, locale)) };
  }

  private async list(scope: AuditScope, { cursor, limit = PAGE_LIMIT_DEFAULT, ...filter }: AuditQuery) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const page = pageOf(await this.trail.list(scope, filter, after, limit + 1), limit, (row) => row);
    return { items: await this.shown(page.items), nextCursor: page.nextCursor };
  }

  private async *pages(scope: AuditScope, filter: AuditFilter): AsyncGenerator<AuditEntryDto> {
    // The stream is read after the request's own work: what it runs as is taken along.
    const isOperator = this.isOperator;
    let cursor: Cursor | undefined;
    for (;;) {
      const rows = await this.trail.list(scope, filter, cursor, EXPORT_PAGE);
      yield* await this.shown(rows, isOperator);
      const last = rows.at(-1);
      if (!last || rows.length < EXPORT_PAGE) return;
      cursor = last;
    }
  }

  private get isOperator(): boolean {
    return this.context.mandate.kind === 'root';
  }

  private async shown(rows: readonly AuditRow[], isOperator = this.isOperator): Promise<AuditEntryDto[]> {
    const names = await this.mandates.names(rows.flatMap(({ mandateId }) => mandateId ?? []));
    const isKnown = isOperator ? () => true : await this.members(rows);
    return rows.map((row) => ({
      ...row,
      mandateName: (row.mandateId && names.get(row.mandateId)) ?? null,
      // Where the operator's own people sit is none of a customer's business.
      ip: isKnown(row) ? row.ip : null,
    }));
  }

  private async members(rows: readonly AuditRow[]): Promise<(row: AuditRow) => boolean> {
    const pairs = new Map(rows.map(({ mandateId, userId }) => [`${mandateId} ${userId}`, { mandateId, userId }]));
    const members = new Set<string>();
    for (const [key, { mandateId, userId }] of pairs) {
      if (mandateId && userId && (await this.mandates.isMember(mandateId, userId))) members.add(key);
    }
    return ({ mandateId, userId }) => members.has(`${mandateId} ${userId}`);
  }
}
