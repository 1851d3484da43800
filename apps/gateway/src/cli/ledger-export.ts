import { createReadStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { ExportChecker } from '../billing/ledger-export/export-check.js';
import type { Exported } from '../billing/ledger-export/ledger-export.service.js';
import { type Report, UsageError } from './report.js';

/** @throws UsageError for a file that is there: an export is kept, not replaced */
export async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw new UsageError(`${file} exists already. Choose another name: an export is kept, never replaced.`);
}

/** Writes a file that has its name once it is whole. */
export async function writeWhole<T>(
  file: string,
  work: (write: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const partial = `${file}.${process.pid}.partial`;
  const handle = await open(partial, 'wx', 0o600).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    const result = await work((text) => handle.appendFile(text));
    await handle.sync();
    await handle.close();
    await rename(partial, file);
    return result;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

export function exportReport(file: string, publicKey: string, { digest, ...totals }: Exported): Report {
  return {
    ok: true,
    summary: { file, ...totals, digest, publicKey },
    hints: [
      'Note the public key somewhere else than beside the file: with it anybody can tell that the file is yours.',
      `Check it with: npm run nyla -- verify-export ${file} --key ${publicKey}`,
    ],
  };
}

/**
 * Reads an export with nothing but the file.
 * @param expectedKey the public key that it must be signed with; undefined where nobody knows it
 */
export async function checkExport(file: string, expectedKey: string | undefined): Promise<Report> {
  const checker = new ExportChecker();
  try {
    for await (const line of linesOf(file)) checker.read(line);
  } catch (error) {
    if ((error as { syscall?: string }).syscall === undefined) throw error;
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { faults, faultCount, mandateId, ...figures } = checker.finish();
  const summary = { mandate: mandateId ?? 'all', ...figures };
  const isOther = expectedKey !== undefined && expectedKey !== summary.publicKey;
  const signer = expectedKey === undefined ? 'not compared' : isOther ? 'another key' : 'the expected key';
  return {
    ok: faultCount === 0 && !isOther,
    summary: { ...summary, signer, faults: faultCount },
    rows: faults,
    hints: [
      ...(isOther ? [`Expected was ${expectedKey}: somebody else has made or signed this file.`] : []),
      ...(expectedKey === undefined
        ? ['Whose key this is only you can tell: add --key with what export-ledger printed.']
        : []),
    ],
  };
}

/** Lines with their ends, byte for byte: what is not UTF-8 would otherwise pass for something else. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const lines = (rest + decode(decoder, chunk as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield `${line}\n`;
  }
  rest += decode(decoder);
  if (rest !== '') yield rest;
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new Error('The file is not UTF-8: it is no export, or was changed.');
  }
}
