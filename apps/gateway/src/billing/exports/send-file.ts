import { ESTIMATED_LENGTH_HEADER, type FileFormat, TOTAL_COUNT_HEADER, XLSX_MEDIA_TYPE } from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import type { ExportedFile } from './export.service.js';

/** The file that a request asks for, by its query or else by what it accepts; undefined for JSON. */
export function wantedFile(
  format: 'json' | FileFormat | undefined,
  accept: string | undefined,
): FileFormat | undefined {
  if (format !== undefined) return format === 'json' ? undefined : format;
  const accepted = new Set((accept ?? '').split(',').map((range) => range.split(';')[0]?.trim().toLowerCase()));
  if (accepted.has(XLSX_MEDIA_TYPE)) return 'xlsx';
  return accepted.has('text/csv') ? 'csv' : undefined;
}

/** Answers with a file; when its reader leaves, Fastify destroys the stream, and with it whatever fills it. */
export async function sendFile(reply: FastifyReply, file: ExportedFile): Promise<void> {
  void reply
    .type(file.mediaType)
    .header('content-disposition', `attachment; filename="${file.fileName}"`)
    .header('cache-control', 'no-store')
    // Proxies must not collect the file before they pass it on.
    .header('x-accel-buffering', 'no');
  if (file.rows !== null) void reply.header(TOTAL_COUNT_HEADER, file.rows);
  if (file.estimatedLength !== null) void reply.header(ESTIMATED_LENGTH_HEADER, file.estimatedLength);
  await reply.send(file.content);
}
