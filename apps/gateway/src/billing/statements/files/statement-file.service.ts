import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { type Locale, PDF_MEDIA_TYPE, type StatementDetailDto, type StatementFormat } from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import { RequestContext } from '../../../common/context/request-context.js';
import { CSV_FILE } from '../../exports/csv-file.js';
import { xlsxFile } from '../../exports/xlsx-file.js';
import { statementPdf } from './statement-pdf.js';
import { statementColumns, statementLines } from './statement-table.js';
import { StatementWords } from './statement-words.js';

/** A statement as a file. */
export interface StatementFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

const TABLES = { csv: CSV_FILE, xlsx: xlsxFile() };

/** Makes files of statements when they are asked for, of nothing but the stored statement. */
@Injectable()
export class StatementFileService {
  constructor(private readonly context: RequestContext) {}

  /** @param locale the caller's own when absent, and so not outside of a request. */
  async file(
    statement: StatementDetailDto,
    format: StatementFormat,
    locale: Locale = this.context.caller.locale,
  ): Promise<StatementFile> {
    const words = new StatementWords(statement, locale);
    const fileName = `${words.texts.fileName}-${statement.month}-${statement.number.slice(5)}.${format}`;
    if (format === 'pdf') return { fileName, mediaType: PDF_MEDIA_TYPE, content: await statementPdf(words) };
    const writer = TABLES[format];
    // One batch: nothing is read meanwhile.
    async function* lines() {
      yield await Promise.resolve(statementLines(words));
    }
    const content = await buffer(writer.write(statementColumns(words), lines(), words.title));
    return { fileName, mediaType: writer.mediaType, content };
  }
}

export async function sendStatement(
  reply: FastifyReply,
  { fileName, mediaType, content }: StatementFile,
): Promise<void> {
  void reply
    .type(mediaType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('cache-control', 'no-store');
  await reply.send(content);
}
