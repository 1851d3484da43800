import { randomUUID } from 'node:crypto';
import type { HealthDto, MailDetailDto, MailPageDto, TestMailDto } from '@nyla/contracts';
import { MailOutbox, type NewMail } from '../src/common/mail/mail-outbox.js';
import { AppDatabase } from '../src/database/app-database.js';
import { BillingDatabase } from '../src/database/billing-database.js';
import { MailRetention } from '../src/mail/mail-retention.service.js';
import { MailServer, refusal } from './support/mail-server.js';
import { createTestApp } from './support/test-app.js';
import { type Customer, eventually, type Person, World } from './support/world.js';

const SECRET = 'sehr-geheimer-token';

let world: World;
let smtp: MailServer;
let customer: Customer;

beforeAll(async () => {
  smtp = await MailServer.start({
    onRecipient: (address) => {
      if (address.startsWith('tot')) throw refusal(550, '5.1.1 no such user');
    },
  });
  world = await World.create({ env: { SMTP_URL: smtp.url, MAIL_FROM: 'Nyla <nyla@absender.test>' } });
  customer = await world.customer({ credit: '0' });
});

afterEach(async () => {
  for (const pool of [world.appDb, world.billing]) await pool.query('DELETE FROM mail_outbox');
  smtp.received.length = 0;
});

afterAll(async () => {
  await world.close();
  await smtp.close();
});

async function queue(to: string, changes: Partial<NewMail> & { in?: 'billing' } = {}): Promise<void> {
  const { in: where, ...rest } = changes;
  const database = world.app.get(where === 'billing' ? BillingDatabase : AppDatabase);
  const data = { requestedBy: 'Jürg <b>Zürcher</b>' };
  const mail: NewMail = {
    kind: 'test_mail',
    data,
    to,
    locale: 'de-CH',
    mandateId: customer.mandate.id,
    userId: null,
    dedupeKey: null,
    ...rest,
  };
  await database.run(() => world.app.get(MailOutbox).enqueue(database, mail));
}

const list = (query = '', as: Person = world.operator) =>
  world.people.send<MailPageDto>('GET', `admin/mails${query}`, { as });
const get = (id: string) => world.people.send<MailDetailDto>('GET', `admin/mails/${id}`, { as: world.operator });
const resend = (id: string, key: string = randomUUID(), as: Person = world.operator) =>
  world.people.send<MailDetailDto>('POST', `admin/mails/${id}/resend`, { as, headers: { 'idempotency-key': key } });

async function settled(count: number): Promise<MailPageDto['items']> {
  await eventually(async () => {
    const { items } = (await list()).body;
    return items.length === count && items.every(({ state }) => state === 'sent' || state === 'dead');
  });
  return (await list()).body.items;
}

async function theMail(): Promise<MailPageDto['items'][number]> {
  const [mail] = await settled(1);
  if (!mail) throw new Error('there is no mail');
  return mail;
}

async function resentLines(id: string): Promise<{ subject_name: string; mandate_id: string }[]> {
  const { rows } = await world.appDb.query(
    "SELECT * FROM audit_entry WHERE action = 'mail.resent' AND subject_id = $1",
    [id],
  );
  return rows;
}

describe('the operator', () => {
  it('sees the mails of both databases as one list, page by page, each once', async () => {
    for (let index = 0; index < 7; index++) {
      await queue(`leser${index}@empfang.test`, index % 3 === 0 ? { in: 'billing' } : {});
    }
    const all = await settled(7);
    expect(all.map(({ address }) => address)).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `leser${n}@empfang.test`));
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: MailPageDto = (await list(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)).body;
      paged.push(...page.items.map(({ address }) => address));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.map(({ address }) => address));
    expect(all[0]).toMatchObject({ mandateName: customer.mandate.name, state: 'sent', attempts: 1, canResend: true });
    expect((await list()).body.delivery).toBe('smtp');
  });

  it('filters by state, kind, mandate and address', async () => {
    const other = await world.customer({ credit: '0' });
    await queue('tot@empfang.test');
    await queue('gut_1@empfang.test', { mandateId: other.mandate.id });
    await queue('system@empfang.test', { mandateId: null, in: 'billing' });
    await settled(3);
    const found = async (query: string) => (await list(query)).body.items.map(({ address }) => address);
    expect(await found('?state=dead')).toEqual(['tot@empfang.test']);
    expect(await found(`?mandateId=${other.mandate.id}`)).toEqual(['gut_1@empfang.test']);
    expect(await found('?q=T_1@')).toEqual(['gut_1@empfang.test']);
    expect(await found('?q=%25')).toEqual([]);
    expect(await found('?kind=invitation')).toEqual([]);
    expect(await found('?kind=test_mail&state=sent')).toHaveLength(2);
    for (const bad of ['?state=lost', '?kind=spam', '?mandateId=x', '?cursor=x', '?limit=0', '?unknown=1']) {
      expect((await list(bad)).status).toBe(422);
    }
  });

  it('reads a mail as its reader gets it, with what people wrote as text', async () => {
    await queue('leser@empfang.test');
    const { body } = await get((await theMail()).id);
    expect(body.html).not.toContain('<b>Zürcher');
    expect(body.text).toContain('Zürcher');
    expect(body.subject).not.toBe('');
    expect(JSON.stringify(body)).not.toContain('"data"');
    expect((await get(randomUUID())).status).toBe(404);
    expect((await get('keine-id')).status).toBe(404);
  });

  it('sends a mail again that was given up, once for each wish, and it is on record', async () => {
    await queue('tot@empfang.test');
    const { id, failure, lastError, canResend } = await theMail();
    expect({ failure, canResend }).toEqual({ failure: 'recipient_refused', canResend: true });
    expect(lastError).toContain('no such user');
    await world.appDb.query("UPDATE mail_outbox SET address = 'lebt@empfang.test'");
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => resend(id, key)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    await eventually(() => smtp.received.length === 1);
    await theMail();
    // The same wish, heard again after the mail went out.
    expect((await resend(id, key)).body.state).toBe('sent');
    expect(smtp.received).toHaveLength(1);
    expect(smtp.received[0]?.parsed.messageId).toBe(`<${id}.1@absender.test>`);
    expect(await resentLines(id)).toMatchObject([
      { subject_name: 'lebt@empfang.test', mandate_id: customer.mandate.id },
    ]);
    // Another wish.
    await resend(id);
    await eventually(() => smtp.received.length === 2);
    expect(smtp.received[1]?.parsed.messageId).toBe(`<${id}.2@absender.test>`);
    expect(await resentLines(id)).toHaveLength(2);
  });

  it('needs an idempotency key to send again, and an existing mail', async () => {
    await queue('leser@empfang.test');
    const { id } = await theMail();
    expect((await world.people.send('POST', `admin/mails/${id}/resend`, { as: world.operator })).status).toBe(422);
    expect((await resend(randomUUID())).status).toBe(404);
  });

  it('never sees the secret link of a mail, and cannot send it again when it is used up', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const data = { displayName: 'A', path: `/reset/${SECRET}`, expiresAt };
    await queue('tot@empfang.test', { kind: 'password_reset', data });
    const dead = await theMail();
    expect(dead.canResend).toBe(true);
    const { body } = await get(dead.id);
    expect(body.hasSecretLink).toBe(true);
    expect(body.text).toContain('/reset/...');
    expect(JSON.stringify([body, (await list()).body, (await resend(dead.id)).body])).not.toContain(SECRET);
    await theMail();
    await world.appDb.query("UPDATE mail_outbox SET address = 'lebt@empfang.test'");
    await resend(dead.id);
    await eventually(() => smtp.received.length === 1);
    expect(smtp.received[0]?.parsed.text).toContain(SECRET);
    const sent = await theMail();
    expect(sent).toMatchObject({ state: 'sent', canResend: false });
    expect(await resend(sent.id)).toMatchObject({ status: 409, body: { code: 'mail.link_over' } });
    expect(smtp.received).toHaveLength(1);
    const { rows } = await world.appDb.query("SELECT 1 FROM mail_outbox WHERE data::text LIKE '%geheimer%'");
    expect(rows).toEqual([]);
  });

  it('sees in the health of everything how mails go out', async () => {
    await queue('leser@empfang.test');
    await queue('tot@empfang.test', { in: 'billing' });
    await settled(2);
    const { body } = await world.people.send<HealthDto>('GET', 'admin/health', { as: world.operator });
    expect(body.mails).toMatchObject({ delivery: 'smtp', queued: 0, dead: 1, oldestQueuedAt: null });
    expect(Date.parse(body.mails?.lastSentAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('everybody else', () => {
  it('sees and sends none of it: no admin, no user, no program, nobody', async () => {
    await queue('leser@empfang.test');
    const { id } = await theMail();
    for (const as of [customer.admin, customer.user]) {
      expect((await list('', as)).status).toBe(403);
      expect((await world.people.send('GET', `admin/mails/${id}`, { as })).status).toBe(403);
      expect((await resend(id, randomUUID(), as)).status).toBe(403);
      expect((await world.people.send('POST', 'admin/mails/test', { as })).status).toBe(403);
    }
    expect((await world.people.send('GET', 'admin/mails')).status).toBe(401);
    expect(await resentLines(id)).toEqual([]);
  });
});

describe('a test mail', () => {
  const sendTest = (as: Person, path = 'billing/settings/test-mail') =>
    world.people.send<TestMailDto>('POST', path, { as });

  it('goes to whoever asks for it, three times in an hour, however many ask at once', async () => {
    const { admin } = await world.customer({ credit: '0' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => sendTest(admin)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(3).fill(202), ...Array(7).fill(429)]);
    expect(answers.find(({ status }) => status === 202)?.body).toMatchObject({
      address: admin.email,
      delivery: 'smtp',
    });
    await eventually(() => smtp.receivedBy(admin.email).length === 3);
    const ids = answers.filter(({ status }) => status === 202).map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(3);
    await world.appDb.query("UPDATE mail_outbox SET created_at = created_at - interval '61 minutes'");
    expect((await sendTest(admin)).status).toBe(202);
    await settled(4);
  });

  it('is for who may change the settings', async () => {
    expect((await sendTest(customer.user)).status).toBe(403);
    expect((await sendTest(world.operator, 'admin/mails/test')).status).toBe(202);
    await eventually(() => smtp.receivedBy(world.operator.email).length === 1);
    await settled(1);
  });

  it('takes no address from the request', async () => {
    const { admin } = await world.customer({ credit: '0' });
    await world.people.send('POST', 'billing/settings/test-mail', { as: admin, body: { to: 'opfer@fremd.test' } });
    await eventually(() => smtp.receivedBy(admin.email).length === 1);
    expect(smtp.receivedBy('opfer@fremd.test')).toEqual([]);
    await settled(1);
  });
});

describe('mails of long ago', () => {
  const SEED = `INSERT INTO mail_outbox (id, kind, address, locale, data, state, created_at, sent_at, next_attempt_at)
    SELECT gen_random_uuid(), 'test_mail', $1, 'en', '{}', $2, now() - make_interval(days => $3),
      CASE WHEN $4::int IS NULL THEN NULL ELSE now() - make_interval(days => $4) END,
      CASE WHEN $2 = 'queued' THEN now() + interval '1 day' END
    FROM generate_series(1, $5::int)`;
  const seed = async (address: string, state: string, days: number, sentDays: number | null, count = 1) => {
    for (const pool of [world.appDb, world.billing]) await pool.query(SEED, [address, state, days, sentDays, count]);
  };
  const left = async () => {
    const found = [];
    for (const pool of [world.appDb, world.billing]) {
      const { rows } = await pool.query<{ address: string }>('SELECT DISTINCT address FROM mail_outbox ORDER BY 1');
      found.push(rows.map(({ address }) => address));
    }
    return found;
  };

  it('are removed from both databases, by one gateway at a time; what is younger or still waits stays', async () => {
    const second = await world.secondGateway();
    await seed('alt', 'sent', 91, 91, 1_500);
    await seed('aufgegeben', 'dead', 91, null);
    await seed('jung', 'sent', 89, 89);
    await seed('jung-aufgegeben', 'dead', 89, null);
    await seed('nochmals', 'sent', 200, 10);
    await seed('wartet', 'queued', 200, null);
    const trail = 'SELECT count(*) FROM audit_entry';
    const before = await world.appDb.query(trail);
    await Promise.all([world.app, second].map((app) => app.get(MailRetention).removeOld()));
    const stays = ['jung', 'jung-aufgegeben', 'nochmals', 'wartet'];
    expect(await left()).toEqual([stays, stays]);
    expect((await world.appDb.query(trail)).rows).toEqual(before.rows);
    await second.close();
  });

  it('stay while somebody sends them again', async () => {
    await seed('wieder', 'sent', 200, 200);
    const client = await world.appDb.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM mail_outbox FOR UPDATE');
    await world.app.get(MailRetention).removeOld();
    await client.query("UPDATE mail_outbox SET state = 'queued', next_attempt_at = now() + interval '1 day'");
    await client.query('COMMIT');
    client.release();
    await world.app.get(MailRetention).removeOld();
    expect(await left()).toEqual([['wieder'], []]);
  });

  it('are kept for as long as the settings say', async () => {
    const patient = await createTestApp({
      env: { ...world.env, MAIL_RETENTION_DAYS: '365' },
      databases: { urls: world.databaseUrls, drop: async () => undefined },
    });
    await seed('alt', 'sent', 364, 364);
    await seed('uralt', 'sent', 366, 366);
    await patient.get(MailRetention).removeOld();
    await patient.close();
    expect(await left()).toEqual([['alt'], ['alt']]);
  });
});
