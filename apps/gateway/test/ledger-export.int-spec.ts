import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseChf } from '@nyla/money';
import { checkExport } from '../src/cli/ledger-export.js';
import { type Ended, operatorCommand } from './support/operator-command.js';
import { type Customer, World } from './support/world.js';

let world: World;
let customer: Customer;
let folder: string;
let file: string;
let exported: Record<string, unknown>;
let lines: string[];

beforeAll(async () => {
  world = await World.create();
  folder = await mkdtemp(path.join(tmpdir(), 'nyla-export-'));
  customer = await world.customer({ credit: '20' });
  const other = await world.customer({ credit: '3' });
  for (const content of ['Grüezi', 'Und noch etwas – «mit» Umlauten: äöü 🧾']) {
    const chat = await world.newChat(customer.user);
    await (await world.ask(customer.user, chat, { content })).finish();
  }
  await (await world.ask(other.user, await world.newChat(other.user), { content: 'Hallo' })).finish();
  file = path.join(folder, 'ledger.jsonl');
  const { output, errors } = await cli(['export-ledger', '--json', '--out', file]);
  if (errors !== '') throw new Error(errors);
  exported = JSON.parse(output) as Record<string, unknown>;
  lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await world.close();
});

function cli(args: readonly string[]): Promise<Ended> {
  return operatorCommand(world.app.databases.urls, args, { env: { NYLA_DATA_DIR: path.join(folder, 'data') } });
}

/** What a check finds; what it cannot read at all is one fault. */
async function check(
  checked: string,
  key?: string,
): Promise<{ ok: boolean; rules: string[]; summary: Record<string, unknown> }> {
  try {
    const { ok, rows = [], summary } = await checkExport(checked, key);
    return { ok, rules: (rows as { rule: string }[]).map(({ rule }) => rule), summary };
  } catch (error) {
    return { ok: false, rules: [String(error)], summary: {} };
  }
}

async function written(content: string | Buffer): Promise<string> {
  const name = path.join(folder, `changed-${Math.random()}.jsonl`);
  await writeFile(name, content);
  return name;
}

function text(changed: readonly string[]): string {
  return `${changed.join('\n')}\n`;
}

const bookingAt = (index: number): number =>
  lines.flatMap((line, at) => (line.startsWith('{"type":"booking"') ? [at] : []))[index] ?? 0;

describe('an export', () => {
  it('holds every booking, and is checked with nothing but the file', async () => {
    const [row] = (
      await world.billing.query('SELECT count(*)::int AS bookings, sum(amount)::text AS sum FROM billing_transaction')
    ).rows;
    expect(row.bookings).toBe(5);
    // On a machine without databases, settings or keys.
    const { code, output, errors } = await operatorCommand(
      { app: '', billing: '' },
      ['verify-export', file, '--json', '--key', String(exported['publicKey'])],
      { env: { NYLA_SECRET: '', NYLA_DATA_DIR: path.join(folder, 'elsewhere') } },
    );
    const report = JSON.parse(output) as Record<string, unknown>;
    expect([code, errors, report]).toMatchObject([
      0,
      '',
      { ok: true, bookings: 5, receipts: 3, signer: 'the expected key', faults: 0 },
    ]);
    expect(parseChf(String(report['balance']))).toBe(parseChf(row.sum));
    expect(await check(file)).toMatchObject({ ok: true, summary: { signer: 'not compared' } });
  });

  it('is compared with the key of the own data folder without being told', async () => {
    const { code, output } = await cli(['verify-export', file]);
    expect([code, output]).toEqual([0, expect.stringContaining('the expected key')]);
    expect((await stat(path.join(folder, 'data', 'ledger-key.pem'))).mode & 0o777).toBe(0o600);
  });

  it('can be one mandate alone', async () => {
    const one = path.join(folder, 'one.jsonl');
    expect((await cli(['export-ledger', '--out', one, '--mandate', customer.mandate.id])).code).toBe(0);
    expect(await check(one)).toMatchObject({
      ok: true,
      summary: { accounts: 1, bookings: 3, mandate: customer.mandate.id },
    });
    const missing = await cli([
      'export-ledger',
      '--out',
      path.join(folder, 'none.jsonl'),
      '--mandate',
      '0198a000-0000-7000-8000-000000000000',
    ]);
    expect([missing.code, missing.errors]).toEqual([1, expect.stringContaining('common.not_found')]);
    expect((await readdir(folder)).filter((name) => /none|partial/.test(name))).toEqual([]);
  });

  it('replaces no file, and says which it cannot read', async () => {
    expect(await cli(['export-ledger', '--out', file])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('exists already'),
    });
    expect((await cli(['verify-export', path.join(folder, 'nowhere')])).code).toBe(2);
    expect((await cli(['verify-export'])).code).toBe(2);
    expect((await cli(['export-ledger'])).code).toBe(2);
    for (const name of ['export-ledger', 'verify-export']) {
      expect(await cli([name, '--help'])).toMatchObject({
        code: 0,
        errors: '',
        output: expect.stringContaining('--json'),
      });
    }
  });
});

describe('a file that was tampered with', () => {
  it('in a byte, wherever it is', async () => {
    const bytes = await readFile(file);
    for (let at = 11; at < bytes.length; at += Math.floor(bytes.length / 97)) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const { ok, rules } = await check(await written(changed));
      expect([at, ok, rules.length > 0]).toEqual([at, false, true]);
    }
  }, 60_000);

  it('by an amount that was changed', async () => {
    const at = bookingAt(0);
    const changed = lines.with(at, (lines[at] ?? '').replace(/20\.000000000/g, '90.000000000'));
    expect((await check(await written(text(changed)))).rules).toEqual(
      expect.arrayContaining([
        'the hash chain is unbroken',
        'each balance follows from the one before',
        'the file has the digest that was signed',
      ]),
    );
  });

  it('by a booking that was removed, the last one too', async () => {
    for (const index of [0, 2]) {
      const { rules } = await check(await written(text(lines.toSpliced(bookingAt(index), 1))));
      expect(rules).toEqual(
        expect.arrayContaining([
          'the totals are those of the file: bookings',
          'the signature is that of the key in the header',
        ]),
      );
    }
  });

  it('by two bookings that changed places', async () => {
    const [a, b] = [bookingAt(0), bookingAt(1)];
    const swapped = lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '');
    expect((await check(await written(text(swapped)))).rules).toEqual(
      expect.arrayContaining(['bookings are numbered without gaps', 'the hash chain is unbroken']),
    );
  });

  it('by its end, wherever it was cut off', async () => {
    for (const count of [1, 2, 5, lines.length - 2, lines.length - 1]) {
      expect((await check(await written(text(lines.slice(0, count))))).rules).toContain('the file is signed');
    }
    expect((await check(await written(text(lines).slice(0, -40)))).ok).toBe(false);
    expect((await check(await written(''))).ok).toBe(false);
    expect((await check(await written(`${text(lines)}{"type":"price"}\n`))).rules).toContain(
      'nothing follows the signature',
    );
  });

  it('by somebody who signs it anew: its own signature holds, and the key is another', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const forgedKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const body = text(lines.slice(0, -1).with(0, (lines[0] ?? '').replace(String(exported['publicKey']), forgedKey)));
    const digest = createHash('sha256').update(body).digest('hex');
    const signature = sign(null, Buffer.from(`nyla-ledger-export-1:${digest}`), privateKey).toString('base64');
    const forged = await written(`${body}${JSON.stringify({ type: 'signature', digest, signature })}\n`);
    expect(await check(forged)).toMatchObject({ ok: true, summary: { signer: 'not compared', publicKey: forgedKey } });
    expect(await check(forged, String(exported['publicKey']))).toMatchObject({
      ok: false,
      summary: { signer: 'another key', faults: 0 },
    });
    const other = await written(
      text(lines.with(0, (lines[0] ?? '').replace(String(exported['publicKey']), forgedKey))),
    );
    expect((await check(other)).rules).toContain('the signature is that of the key in the header');
  });

  it('by no means: something else altogether is no export', async () => {
    expect((await check(await written('Guten Tag\n'))).ok).toBe(false);
    expect((await check(await written('[]\nnull\n{"type":"booking"}\n{"type":"signature"}\n'))).ok).toBe(false);
    const binary = await cli(['verify-export', await written(Buffer.from([0xff, 0xfe, 0, 1]))]);
    expect([binary.code, binary.errors]).toEqual([1, expect.stringContaining('not UTF-8')]);
  });
});
