import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MailData, MailKind } from '@nyla/contracts';
import { simpleParser } from 'mailparser';
import pg from 'pg';
import { MailOutbox, type NewMail } from '../src/common/mail/mail-outbox.js';
import { AppDatabase } from '../src/database/app-database.js';
import { BillingDatabase } from '../src/database/billing-database.js';
import { MailAttachments } from '../src/mail/mail-attachments.js';
import { MailSender } from '../src/mail/mail-sender.service.js';
import { GatewayProcess } from './support/gateway-process.js';
import { MailServer, type MailServerOptions, refusal } from './support/mail-server.js';
import { createTestApp, type TestApp } from './support/test-app.js';
import { createTestDatabases, type TestDatabases } from './support/test-databases.js';
import { eventually, pause } from './support/world.js';

interface Row {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly refusals: number;
  readonly failure: string | null;
  readonly last_error: string | null;
  readonly data: Record<string, unknown>;
  readonly wait_seconds: number;
}

const FROM = 'Nyla Müller <nyla@absender.test>';
const HOUR_MS = 3_600_000;

let databases: TestDatabases;
let appDb: pg.Pool;
let billing: pg.Pool;
let sender: TestApp;
const open: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  databases = await createTestDatabases();
  appDb = new pg.Pool({ connectionString: databases.urls.app, max: 4 });
  billing = new pg.Pool({ connectionString: databases.urls.billing, max: 4 });
  // The server ends what is left of connections when a database is dropped.
  for (const pool of [appDb, billing]) pool.on('error', () => undefined);
  // Queues and sends nothing: its own sender is held back, so that each test has the gateways that it starts.
  sender = await createTestApp({ databases });
  await sender.get(MailSender).beforeApplicationShutdown();
});

afterEach(async () => {
  for (const opened of open.splice(0).toReversed()) await opened.close();
  await appDb.query('DELETE FROM mail_outbox');
  await billing.query('DELETE FROM mail_outbox');
});

afterAll(async () => {
  await sender.close();
  await appDb.end();
  await billing.end();
  await databases.drop();
});

async function server(options: MailServerOptions = {}): Promise<MailServer> {
  const started = await MailServer.start(options);
  open.push(started);
  return started;
}

async function gateway(url: string | undefined, env: Record<string, string> = {}): Promise<TestApp> {
  const smtp = url === undefined ? {} : { SMTP_URL: url, MAIL_FROM: FROM };
  const started = await createTestApp({ databases, env: { ...smtp, ...env } });
  open.push(started);
  return started;
}

async function queue<K extends MailKind>(
  kind: K,
  data: MailData[K],
  to: string,
  changes: Partial<NewMail> & { readonly in?: 'app' | 'billing' } = {},
): Promise<void> {
  const database = sender.get(changes.in === 'billing' ? BillingDatabase : AppDatabase);
  const { in: _in, ...rest } = changes;
  const mail: NewMail = { kind, data, to, locale: 'de-CH', mandateId: null, userId: null, dedupeKey: null, ...rest };
  await database.run(() => sender.get(MailOutbox).enqueue(database, mail));
}

const test = (to: string, changes = {}) => queue('test_mail', { requestedBy: 'Jürg Zürcher' }, to, changes);

async function rows(pool: pg.Pool = appDb): Promise<Row[]> {
  const found = await pool.query<Row>(
    `SELECT *, extract(epoch FROM next_attempt_at - clock_timestamp())::float8 AS wait_seconds
     FROM mail_outbox ORDER BY created_at`,
  );
  return found.rows;
}

async function theRow(): Promise<Row> {
  const [row] = await rows();
  if (!row) throw new Error('there is no mail');
  return row;
}

async function ended(state: string): Promise<Row> {
  await eventually(async () => (await theRow()).state === state, 10_000);
  return theRow();
}

describe('sending', () => {
  it('hands a mail to the server as soon as its cause is committed, and notes it', async () => {
    const smtp = await server();
    await gateway(smtp.url);
    await test('österreich.leser@empfang.test'.replace('ö', 'oe'));
    await eventually(() => smtp.received.length === 1);
    const [mail] = smtp.received;
    expect(mail?.from).toBe('nyla@absender.test');
    expect(mail?.parsed.from?.value[0]).toMatchObject({ name: 'Nyla Müller', address: 'nyla@absender.test' });
    expect(mail?.parsed.text).toContain('Jürg Zürcher');
    expect(mail?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
    const row = await ended('sent');
    expect(mail?.parsed.messageId).toBe(`<${row.id}@absender.test>`);
    expect(row).toMatchObject({ attempts: 1, failure: null, last_error: null });
  });

  it('sends nothing of a transaction that is rolled back', async () => {
    const smtp = await server();
    await gateway(smtp.url);
    const database = sender.get(AppDatabase);
    const cause = database.run(async () => {
      await test('nie@empfang.test');
      throw new Error('undone');
    });
    await expect(cause).rejects.toThrow('undone');
    await test('doch@empfang.test');
    await eventually(() => smtp.received.length > 0);
    await pause(200);
    expect(smtp.received.map(({ to }) => to)).toEqual([['doch@empfang.test']]);
  });

  it('sends each mail of both databases once, by three gateways at once', async () => {
    const smtp = await server();
    await Promise.all([1, 2, 3].map(() => gateway(smtp.url)));
    const addresses = Array.from({ length: 60 }, (_, index) => `leser${index}@empfang.test`);
    await Promise.all(
      addresses.map((to, index) => test(to, { in: index % 2 === 0 ? 'app' : 'billing', dedupeKey: `einmal:${to}` })),
    );
    // A cause that happens twice queues once.
    await test(addresses[0] ?? '', { dedupeKey: `einmal:${addresses[0]}` });
    await eventually(() => smtp.received.length >= 60, 20_000);
    await eventually(async () => [...(await rows()), ...(await rows(billing))].every(({ state }) => state === 'sent'));
    expect(smtp.received.map(({ to }) => to[0]).toSorted()).toEqual(addresses.toSorted());
    expect(new Set(smtp.received.map(({ parsed }) => parsed.messageId)).size).toBe(60);
  });

  it('attaches what other modules register', async () => {
    const smtp = await server();
    const app = await gateway(smtp.url);
    app
      .get(MailAttachments)
      .register('test_mail', async ({ data }) => [
        { filename: 'Auszug/..\r\nX: Öl.txt', contentType: 'text/plain', content: Buffer.from(data.requestedBy) },
      ]);
    await test('anhang@empfang.test');
    await eventually(() => smtp.received.length === 1);
    const [attachment] = smtp.received[0]?.parsed.attachments ?? [];
    expect(attachment?.filename).toBe('Auszug-..-X- Öl.txt');
    expect(attachment?.content.toString()).toBe('Jürg Zürcher');
    expect(smtp.received[0]?.raw).not.toMatch(/^X:/m);
  });

  it('signs in with the user and password of the address', async () => {
    const smtp = await server({ login: { user: 'nyla@absender.test', password: 'geheim/ß?&' } });
    await gateway(smtp.url);
    await test('angemeldet@empfang.test');
    await eventually(() => smtp.received.length === 1);
  });
});

describe('trouble', () => {
  it('tries again when the server comes back, and blames nobody', async () => {
    const down = await MailServer.start();
    const { port } = down;
    await down.close();
    const app = await gateway(`smtp://127.0.0.1:${port}`);
    await test('geduld@empfang.test');
    await eventually(async () => (await theRow()).failure === 'connection');
    const row = await theRow();
    expect(row).toMatchObject({ state: 'queued', attempts: 1, refusals: 0 });
    expect(row.wait_seconds).toBeGreaterThan(40);
    expect(row.wait_seconds).toBeLessThan(75);
    // Never the recipient's fault: the hundredth time is no reason to give up.
    await appDb.query('UPDATE mail_outbox SET attempts = 100, next_attempt_at = clock_timestamp()');
    const up = await server({ port });
    // The pause that spares the queue is over.
    Object.assign(app.get(MailSender), { pausedUntil: 0 });
    app.get(MailSender).wake();
    await eventually(() => up.received.length === 1);
    expect(await ended('sent')).toMatchObject({ failure: null, last_error: null });
  });

  it('takes a refused sign-in for its own trouble, and tells no password', async () => {
    const smtp = await server({ login: { user: 'nyla', password: 'richtig' } });
    const app = await gateway(smtp.url.replace('richtig', 'falsches-passwort'));
    await test('leser@empfang.test');
    await eventually(async () => (await theRow()).failure !== null);
    const row = await theRow();
    expect(row).toMatchObject({ state: 'queued', failure: 'authentication', refusals: 0 });
    expect(JSON.stringify(row)).not.toContain('falsches-passwort');
    expect(app).toBeDefined();
  });

  it('keeps a mail whose sender is refused', async () => {
    const smtp = await server({
      onSender: () => {
        throw refusal(550, '5.7.1 sender not allowed');
      },
    });
    await gateway(smtp.url);
    await test('leser@empfang.test');
    await eventually(async () => (await theRow()).failure !== null);
    expect(await theRow()).toMatchObject({ state: 'queued', failure: 'sender_refused', refusals: 0 });
  });

  it('gives a mail up at once when its recipient is refused for good', async () => {
    const smtp = await server({
      onRecipient: () => {
        throw refusal(550, '5.1.1 no such user here');
      },
    });
    await gateway(smtp.url);
    await test('niemand@empfang.test');
    const row = await ended('dead');
    expect(row).toMatchObject({ failure: 'recipient_refused', attempts: 1 });
    expect(row.last_error).toContain('no such user here');
  });

  it('gives a mail up at once when what it says is refused for good', async () => {
    const smtp = await server({
      onMail: () => {
        throw refusal(554, '5.7.1 this is spam');
      },
    });
    await gateway(smtp.url);
    await test('streng@empfang.test');
    expect(await ended('dead')).toMatchObject({ failure: 'content_refused', attempts: 1 });
  });

  it('waits longer after every refusal for the time being, and gives up after the last', async () => {
    const smtp = await server({
      onRecipient: () => {
        throw refusal(450, '4.2.1 try again later');
      },
    });
    const app = await gateway(smtp.url);
    await test('voll@empfang.test');
    const waits: number[] = [];
    for (let refusals = 1; refusals <= 6; refusals++) {
      await eventually(async () => (await theRow()).refusals === refusals);
      const row = await theRow();
      expect(row).toMatchObject({ state: 'queued', failure: 'temporary_refusal' });
      waits.push(row.wait_seconds / 60);
      await appDb.query('UPDATE mail_outbox SET next_attempt_at = clock_timestamp()');
      app.get(MailSender).wake();
    }
    [1, 5, 30, 120, 360, 1440].forEach((minutes, index) => {
      expect(waits[index]).toBeGreaterThan(minutes * 0.79);
      expect(waits[index]).toBeLessThan(minutes * 1.21);
    });
    expect(await ended('dead')).toMatchObject({ failure: 'temporary_refusal', attempts: 7 });
  });

  it('keeps a slow server from holding up more than its places', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const smtp = await server({ onMail: async ([to]) => (to?.startsWith('langsam') ? held : undefined) });
    await gateway(smtp.url);
    await test('langsam@empfang.test');
    await eventually(async () => (await theRow()).state === 'sending');
    await Promise.all([1, 2, 3, 4, 5].map((number) => test(`flink${number}@empfang.test`)));
    await eventually(() => smtp.received.length === 5);
    release();
    await eventually(() => smtp.received.length === 6);
    await eventually(async () => (await rows()).every(({ state }) => state === 'sent'));
  });

  it('ends the mail under way when the gateway ends', async () => {
    const smtp = await server({ beforeOk: () => pause(400) });
    const app = await createTestApp({ databases, env: { SMTP_URL: smtp.url, MAIL_FROM: FROM } });
    await test('letzte@empfang.test');
    await eventually(() => smtp.received.length === 1);
    await app.close();
    expect(await theRow()).toMatchObject({ state: 'sent', attempts: 1 });
  });
});

describe('a gateway that dies', () => {
  const start = (url: string) =>
    GatewayProcess.start({
      databases: databases.urls,
      env: { SMTP_URL: url, MAIL_FROM: FROM, LOG_LEVEL: 'trace', PUBLIC_URL: 'https://nyla.test' },
    });

  it('leaves its mail to another, once its lease is over; both copies are the same mail', async () => {
    let mayEnd = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      mayEnd = resolve;
    });
    const smtp = await server({ beforeOk: () => held });
    const dying = await start(smtp.url);
    await test('zweimal@empfang.test');
    await eventually(() => smtp.received.length === 1);
    await dying.end('SIGKILL');
    mayEnd();
    const other = await gateway(smtp.url);
    await pause(300);
    // The dead one still has its lease, and nobody takes it before.
    expect(smtp.received).toHaveLength(1);
    await appDb.query('UPDATE mail_outbox SET leased_until = clock_timestamp()');
    other.get(MailSender).wake();
    expect(await ended('sent')).toMatchObject({ attempts: 2 });
    expect(new Set(smtp.received.map(({ parsed }) => parsed.messageId)).size).toBe(1);
  });

  it('writes no address, secret link, password or word of a mail to its log', async () => {
    const smtp = await server({
      login: { user: 'nyla', password: 'smtp-passwort' },
      onRecipient: (address) => {
        if (address.startsWith('weg')) throw refusal(550, `no such user ${address}`);
      },
    });
    const process = await start(smtp.url);
    const expiresAt = new Date(Date.now() + HOUR_MS).toISOString();
    await queue(
      'password_reset',
      { displayName: 'Frau Wort', path: '/reset/geheimes-token', expiresAt },
      'wer@empfang.test',
    );
    await test('weg@empfang.test');
    await eventually(async () => (await rows()).every(({ state }) => state === 'sent' || state === 'dead'));
    const { output } = await process.end('SIGTERM');
    expect(output).toContain('recipient_refused');
    for (const secret of ['geheimes-token', 'smtp-passwort', 'empfang.test', 'Frau Wort']) {
      expect(output).not.toContain(secret);
    }
  });
});

describe('what people write', () => {
  it('becomes no header, no recipient and no command', async () => {
    const smtp = await server();
    await gateway(smtp.url);
    const hostile = 'Betreff\r\nBcc: opfer@fremd.test\r\n\r\nText\u2028Bcc: opfer@fremd.test';
    const text = 'Guten Tag\r\n.\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<opfer@fremd.test>';
    const data = { automationId: 'a', automationName: hostile, mandateName: hostile, subject: hostile, text };
    await queue('automation_mail', data, 'leser@empfang.test');
    await eventually(() => smtp.received.length === 1);
    const [mail] = smtp.received;
    expect(mail?.to).toEqual(['leser@empfang.test']);
    expect(mail?.parsed.headers.has('bcc')).toBe(false);
    expect(mail?.parsed.subject).toMatch(/^Betreff Bcc: opfer@fremd\.test Text/);
    expect(mail?.parsed.text).toContain('MAIL FROM');
    await pause(100);
    expect(smtp.received).toHaveLength(1);
  });

  it.each([
    'a@empfang.test, b@empfang.test',
    'a@empfang.test\r\nRCPT TO:<b@empfang.test>',
    '"a@empfang.test" <b@empfang.test>',
    'a b@empfang.test',
    'kein-at.test',
    '',
    'a@empfang.test;b@empfang.test',
    'Gruppe: a@empfang.test, b@empfang.test;',
  ])('is refused as an address: %j', async (address) => {
    const smtp = await server();
    await gateway(smtp.url);
    await test(address);
    expect(await ended('dead')).toMatchObject({ failure: 'address_invalid', attempts: 1 });
    expect(smtp.received).toEqual([]);
  });
});

describe('secret links', () => {
  const reset = (expiresAt: Date) => ({ displayName: 'A', path: '/reset/geheim', expiresAt: expiresAt.toISOString() });

  it('are forgotten once the mail is out', async () => {
    const smtp = await server();
    await gateway(smtp.url);
    await queue('password_reset', reset(new Date(Date.now() + HOUR_MS)), 'a@empfang.test');
    await eventually(() => smtp.received.length === 1);
    expect(smtp.received[0]?.parsed.text).toContain('/reset/geheim');
    expect((await ended('sent')).data['path']).toBe('/reset/...');
  });

  it('are neither sent nor kept when they are over', async () => {
    const smtp = await server();
    await gateway(smtp.url);
    await queue('password_reset', reset(new Date(Date.now() - 1_000)), 'a@empfang.test');
    const row = await ended('dead');
    expect(row).toMatchObject({ failure: 'expired', data: { path: '/reset/...' } });
    expect(smtp.received).toEqual([]);
  });

  it('of a mail that was given up are kept as long as they could be of use', async () => {
    const smtp = await server({
      onRecipient: () => {
        throw refusal(550, 'no');
      },
    });
    const app = await gateway(smtp.url);
    await queue('password_reset', reset(new Date(Date.now() + HOUR_MS)), 'a@empfang.test');
    expect((await ended('dead')).data['path']).toBe('/reset/geheim');
    await app.get(MailSender).forgetSecrets();
    expect((await theRow()).data['path']).toBe('/reset/geheim');
    await appDb.query(`UPDATE mail_outbox SET data = data || '{"expiresAt": "2020-01-01T00:00:00Z"}'`);
    await app.get(MailSender).forgetSecrets();
    expect((await theRow()).data['path']).toBe('/reset/...');
  });
});

describe('without a mail server', () => {
  it('writes each mail to a file of its own that nobody else may read', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nyla-outbox-'));
    const app = await gateway(undefined, { NYLA_DATA_DIR: folder });
    expect(app).toBeDefined();
    await test('datei@empfang.test');
    const row = await ended('sent');
    const outbox = path.join(folder, 'outbox');
    const names = readdirSync(outbox);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(new RegExp(`^\\d{4}(-\\d\\d){5}_test_mail_${row.id}\\.eml$`));
    const file = path.join(outbox, names[0] ?? '');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(outbox).mode & 0o777).toBe(0o700);
    const parsed = await simpleParser(readFileSync(file));
    expect(parsed.to).toMatchObject({ text: 'datei@empfang.test' });
    expect(parsed.text).toContain('Jürg Zürcher');
    rmSync(folder, { recursive: true, force: true });
  });

  it('waits for a folder that it may write to', async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'nyla-outbox-')), 'data');
    await gateway(undefined, { NYLA_DATA_DIR: folder });
    // A file where the folder should be.
    const { mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'outbox'), '');
    await test('datei@empfang.test');
    await eventually(async () => (await theRow()).failure !== null);
    expect(await theRow()).toMatchObject({ state: 'queued', failure: 'storage', refusals: 0 });
    rmSync(path.dirname(folder), { recursive: true, force: true });
  });
});
