import type { MailPreferencesDto } from '@nyla/contracts';
import { BillingContacts } from '../src/billing/contacts/billing-contacts.facade.js';
import { MailOutbox, type NewMail } from '../src/common/mail/mail-outbox.js';
import { AppDatabase } from '../src/database/app-database.js';
import { MailPreferences } from '../src/notifications/mail-preferences.facade.js';
import { Credit } from './support/credit.js';
import { MailServer, type ReceivedMail } from './support/mail-server.js';
import { type Customer, eventually, World } from './support/world.js';

const HOME = 'https://nyla.firma.test';
const CONTACT = { email: 'treuhand@extern.ch', name: 'Treuhand', locale: 'de-CH', report: true, warnings: true };
type OneClick = readonly [contentType: string, body: string, headers: Readonly<Record<string, string>>];
const URL_ENCODED: OneClick = ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click', {}];
/** As a browser sends it, from a page of the mail program. */
const MULTIPART: OneClick = [
  'multipart/form-data; boundary=b',
  '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
  { origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' },
];

let smtp: MailServer;
let world: World;
let customer: Customer;

beforeAll(async () => {
  smtp = await MailServer.start();
  world = await World.create({ env: { SMTP_URL: smtp.url, MAIL_FROM: 'nyla@absender.test', PUBLIC_URL: HOME } });
});

beforeEach(async () => {
  customer = await world.customer({ credit: '0' });
});

afterAll(async () => {
  await world.close();
  await smtp.close();
});

async function received(address: string): Promise<ReceivedMail> {
  const find = () => smtp.received.find(({ to }) => to[0] === address);
  await eventually(() => find() !== undefined);
  return find() as ReceivedMail;
}

async function queue(mail: Pick<NewMail, 'kind' | 'data' | 'to'> & Partial<NewMail>): Promise<void> {
  const database = world.app.get(AppDatabase);
  const whole: NewMail = { locale: 'de-CH', mandateId: customer.mandate.id, userId: null, dedupeKey: null, ...mail };
  await database.run(() => world.app.get(MailOutbox).enqueue(database, whole));
}

/** What stands in the mail's head, as it went over the wire. */
function headOf({ raw }: ReceivedMail): { readonly address: string | undefined; readonly post: string | undefined } {
  const lineOf = (name: string) => new RegExp(`^${name}: (.*)\r$`, 'im').exec(raw)?.[1];
  return { address: lineOf('List-Unsubscribe')?.slice(1, -1), post: lineOf('List-Unsubscribe-Post') };
}

/** The path of a mail's one-click address. */
function pathIn(mail: ReceivedMail): string {
  const { address, post } = headOf(mail);
  expect(post).toBe('List-Unsubscribe=One-Click');
  expect(address).toMatch(new RegExp(`^${HOME}/api/v1/[\\w/-]+$`));
  return (address ?? '').slice(HOME.length);
}

async function click(url: string, [type, payload, headers] = URL_ENCODED): Promise<number> {
  const answer = await world.app.nest.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': type, ...headers },
  });
  return answer.statusCode;
}

const look = (url: string, method: 'GET' | 'HEAD' = 'GET') => world.app.nest.inject({ method, url });

describe('the head of a mail to a billing contact', () => {
  async function mailed(): Promise<string> {
    const added = await world.people.send('POST', 'billing/contacts', { as: customer.admin, body: CONTACT });
    expect(added.status).toBe(201);
    const [recipient] = await world.app.get(BillingContacts).recipients(customer.mandate.id, 'warnings');
    const { contact } = recipient ?? {};
    if (!contact) throw new Error('the contact is not written to');
    const data = { mandateName: 'Kunde AG', ownerName: null, balance: '0', contact };
    smtp.received.length = 0;
    await queue({ kind: 'credit_exhausted', to: CONTACT.email, data });
    return pathIn(await received(CONTACT.email));
  }
  const isWrittenTo = async () => {
    const recipients = await world.app.get(BillingContacts).recipients(customer.mandate.id, 'warnings');
    return recipients.some(({ address }) => address === CONTACT.email);
  };

  it.each([URL_ENCODED, MULTIPART])(
    'ends the mails by one request, without session or token: %s',
    async (...request) => {
      const path = await mailed();
      expect([await click(path, request), await isWrittenTo()]).toEqual([200, false]);
      expect(await click(path, request)).toBe(200);
      const trail = await new Credit(world).trail(customer.mandate.id);
      expect(trail.filter(({ action }) => action === 'billing_contact.unsubscribed')).toHaveLength(1);
    },
  );

  it('leads whoever opens it to a page, and ends nothing', async () => {
    const path = await mailed();
    const [, token] = /unsubscriptions\/([\w-]+)\/one-click$/.exec(path) ?? [];
    for (const method of ['GET', 'HEAD'] as const) {
      const { statusCode, headers } = await look(path, method);
      expect([statusCode, headers.location]).toEqual([302, `/unsubscribe/${token}`]);
    }
    expect(await isWrittenTo()).toBe(true);
    const { headers } = await look('/api/v1/unsubscriptions/%2F%2Fevil.example%2F..%0d%0a/one-click');
    expect(headers.location).toBe('/unsubscribe/%2F%2Fevil.example%2F..%0D%0A');
  });

  it('is of no use when forged', async () => {
    const path = await mailed();
    expect(await click(path.replace(/.\/one-click$/, '/one-click'))).toBe(404);
    expect(await isWrittenTo()).toBe(true);
  });
});

describe('the head of a mail to a member', () => {
  const wanted = async (): Promise<string[]> => {
    const { body } = await world.people.send<MailPreferencesDto>('GET', 'account/mails', { as: customer.admin });
    return body.items.filter((item) => item.wanted).map(({ topic }) => topic);
  };

  async function mailed(): Promise<string> {
    const asked = await world.people.send('POST', 'notices/credit', { as: customer.user, body: { required: '99' } });
    expect(asked.status).toBe(200);
    return pathIn(await received(customer.admin.email));
  }

  it.each([URL_ENCODED, MULTIPART])(
    'ends the mails of its topic by one request, and no others: %s',
    async (...request) => {
      const path = await mailed();
      const before = await wanted();
      expect([await click(path, request), await click(path, request)]).toEqual([200, 200]);
      expect(await wanted()).toEqual(before.filter((topic) => topic !== 'requests'));
      expect(await world.app.get(MailPreferences).wants(customer.user.userId, 'credit_request')).toBe(true);
    },
  );

  it('leads whoever opens it to the settings, and ends nothing', async () => {
    const path = await mailed();
    for (const method of ['GET', 'HEAD'] as const) {
      const { statusCode, headers } = await look(path, method);
      expect([statusCode, headers.location]).toEqual([302, '/account']);
    }
    expect(await wanted()).toContain('requests');
  });

  it('is of no use when forged, another’s, of another topic, or when its person is gone', async () => {
    const path = await mailed();
    const [, token = ''] = /mails\/([\w-]+)\/one-click$/.exec(path) ?? [];
    const bytes = Buffer.from(token, 'base64url');
    const flipped = (at: number) => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));
    const forged = [
      flipped(3),
      flipped(20),
      flipped(47),
      Buffer.concat([bytes.subarray(0, 48), Buffer.from('report')]),
      Buffer.concat([bytes.subarray(0, 48), Buffer.from('toString')]),
      bytes.subarray(0, 48),
      bytes.subarray(0, 40),
      Buffer.alloc(54),
    ].map((tried) => tried.toString('base64url'));
    for (const tried of [...forged, 'x', '%00', 'A'.repeat(90)]) {
      expect({ tried, status: await click(`/api/v1/account/mails/${tried}/one-click`) }).toEqual({
        tried,
        status: 404,
      });
    }
    expect(await wanted()).toHaveLength(5);
    const gone = world.app.get(MailPreferences).refusalTokenOf(crypto.randomUUID(), 'credit_request');
    expect(await click(`/api/v1/account/mails/${gone}/one-click`)).toBe(404);
  });
});

it('has no such line where a mail always comes', async () => {
  const { userId, email: to } = customer.user;
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  await queue({ kind: 'password_reset', to, userId, data: { displayName: 'A', path: '/reset/x', expiresAt } });
  expect(headOf(await received(to))).toEqual({ address: undefined, post: undefined });
});
