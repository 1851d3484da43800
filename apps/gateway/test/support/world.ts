import { randomUUID } from 'node:crypto';
import type {
  BillingModel,
  ChatDetailDto,
  ChatDto,
  QuoteDto,
  TransactionDto,
  TransactionPageDto,
} from '@nyla/contracts';
import { type FakeProvider, startFakeProvider } from '@nyla/fake-provider';
import pg from 'pg';
import { BillingFacade } from '../../src/billing/billing.facade.js';
import { SESSION_COOKIE } from '../../src/identity/session-cookie.js';
import { type MandateInfo, MandatesFacade } from '../../src/mandates/mandates.facade.js';
import { type ChatStream, openChatStream } from './chat-stream.js';
import { PASSWORD, type Sender, TestPeople } from './people.js';
import { createTestApp, type TestApp } from './test-app.js';
import { createTestDatabases, type TestDatabases } from './test-databases.js';

/** A model of the fake provider: USD 1 in, 5 out, 0.05 cache read, 1.25 cache write, per million tokens. */
export const MODEL = 'openai/gpt-6.1-terra';
export const OTHER_MODEL = 'openai/gpt-6-sol';
export const PASSWORD_OF_ALL = PASSWORD;

/** Where a row of the ledger stands; amounts as PostgreSQL prints them. */
export interface AccountRow {
  readonly id: string;
  readonly user_id: string | null;
  readonly balance: string;
  readonly held: string;
  readonly credit_limit: string | null;
}

export interface BookingRow {
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  readonly amount: string;
  readonly outcome: string | null;
  readonly estimated: boolean;
  readonly usage: Readonly<Record<string, number>> | null;
  readonly message_id: string | null;
}

export type Person = Sender & { readonly userId: string; readonly email: string };

/** A mandate with an admin and a user, who pay from what was credited. */
export interface Customer {
  readonly mandate: MandateInfo;
  readonly admin: Person;
  readonly user: Person;
}

interface CustomerOptions {
  readonly credit?: string;
  readonly billingModel?: BillingModel;
  readonly creditLimit?: string;
  readonly initialUserCredit?: string;
}

interface WorldOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Settings that name the fake provider. */
  readonly providers?: (fake: FakeProvider) => Readonly<Record<string, string>>;
}

/** A listening gateway, a fake provider behind it, an operator, and direct sight of both databases. */
export class World {
  readonly people: TestPeople;
  private counter = 0;

  private constructor(
    readonly app: TestApp,
    readonly baseUrl: string,
    readonly fake: FakeProvider,
    readonly billing: pg.Pool,
    readonly appDb: pg.Pool,
    readonly env: Readonly<Record<string, string>>,
    private readonly databases: TestDatabases,
    readonly operator: Person,
  ) {
    this.people = new TestPeople(app.nest);
  }

  static async create({ env = {}, providers }: WorldOptions = {}): Promise<World> {
    const fake = await startFakeProvider();
    const databases = await createTestDatabases();
    const settings = {
      OPENAI_API_KEY: String(fake.apiKey),
      OPENAI_BASE_URL: fake.baseUrl,
      ...providers?.(fake),
      ...env,
    };
    const app = await createTestApp({ env: settings, databases });
    const baseUrl = await app.listen();
    const billing = new pg.Pool({ connectionString: databases.urls.billing, max: 60 });
    const appDb = new pg.Pool({ connectionString: databases.urls.app, max: 4 });
    // A pool ends before its connections have closed; who is still closing when the database is dropped is cut off.
    for (const pool of [billing, appDb]) pool.on('error', () => undefined);
    const people = new TestPeople(app.nest);
    const root = await app.get(MandatesFacade).findRoot();
    if (!root) throw new Error('bootstrap has made no ROOT mandate');
    const operator = { ...(await people.member('operator@nyla.test', root, 'operator')), email: 'operator@nyla.test' };
    return new World(app, baseUrl, fake, billing, appDb, settings, databases, operator);
  }

  /** Another gateway on the same databases. The caller closes it. */
  secondGateway(): Promise<TestApp> {
    return createTestApp({ env: this.env, databases: this.databases });
  }

  get databaseUrls(): TestDatabases['urls'] {
    return this.databases.urls;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.fake.close();
    await this.billing.end();
    await this.appDb.end();
    await this.databases.drop();
  }

  async customer(options: CustomerOptions = {}): Promise<Customer> {
    const number = ++this.counter;
    const { credit = '10', billingModel = 'PREPAY_MANDATE', creditLimit = '0', initialUserCredit = '0' } = options;
    const mandate = await this.people.mandate(`Kunde ${number} AG`);
    await this.billing.query(
      'INSERT INTO billing_settings (mandate_id, billing_model, credit_limit, initial_user_credit) VALUES ($1, $2, $3, $4)',
      [mandate.id, billingModel, creditLimit, initialUserCredit],
    );
    await this.app.get(BillingFacade).ensureMandate(mandate.id, billingModel);
    const [admin, user] = await Promise.all([
      this.member(`admin${number}@kunde.test`, mandate, 'admin'),
      this.member(`user${number}@kunde.test`, mandate, 'user'),
    ]);
    if (credit !== '0' && billingModel !== 'PREPAY_USER') await this.credit(mandate.id, credit);
    return { mandate, admin, user };
  }

  async member(email: string, mandate: MandateInfo, role: 'admin' | 'user'): Promise<Person> {
    return { ...(await this.people.member(email, mandate, role)), email };
  }

  /** As the operator does it. */
  async credit(mandateId: string, amount: string, userId?: string): Promise<TransactionDto> {
    const { status, body } = await this.people.send<TransactionDto>('POST', `admin/mandates/${mandateId}/credits`, {
      as: this.operator,
      body: { amount, reason: 'Einzahlung', ...(userId === undefined ? {} : { userId }) },
      headers: { 'idempotency-key': randomUUID() },
    });
    if (status !== 201) throw new Error(`crediting answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async newChat(as: Sender): Promise<string> {
    const { status, body } = await this.people.send<ChatDto>('POST', 'chats', { as, body: {} });
    if (status !== 201) throw new Error(`making a chat answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  }

  newChats(as: Sender, count: number): Promise<string[]> {
    return Promise.all(Array.from({ length: count }, () => this.newChat(as)));
  }

  async chat(as: Sender, chatId: string): Promise<ChatDetailDto> {
    return (await this.people.send<ChatDetailDto>('GET', `chats/${chatId}`, { as })).body;
  }

  async quote(as: Sender, content: string, maxOutputTokens?: number): Promise<QuoteDto> {
    const { body } = await this.people.send<QuoteDto>('POST', 'models/quote', {
      as,
      body: { model: MODEL, content, ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }) },
    });
    return body;
  }

  /** Sends a message over a real connection and hands the answer over as it comes. */
  ask(as: Sender, chatId: string, message: AskOptions): Promise<ChatStream> {
    const { baseUrl = this.baseUrl, key, signal, ...body } = message;
    return openChatStream(`${baseUrl}/api/v1/chats/${chatId}/messages`, {
      headers: { ...headersOf(as), ...(key === undefined ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify({ model: MODEL, ...body }),
      signal,
    });
  }

  async account(mandateId: string, userId: string | null = null): Promise<AccountRow> {
    const { rows } = await this.billing.query<AccountRow>(
      'SELECT * FROM billing_account WHERE mandate_id = $1 AND user_id IS NOT DISTINCT FROM $2',
      [mandateId, userId],
    );
    if (!rows[0]) throw new Error('there is no such account');
    return rows[0];
  }

  async debits(mandateId: string): Promise<BookingRow[]> {
    const { rows } = await this.billing.query<BookingRow>(
      "SELECT * FROM billing_transaction WHERE mandate_id = $1 AND type = 'debit' ORDER BY account_id, seq",
      [mandateId],
    );
    return rows;
  }

  async openHolds(mandateId: string): Promise<number> {
    const { rows } = await this.billing.query<{ count: string }>(
      `SELECT count(*) FROM billing_hold h JOIN billing_account a ON a.id = h.account_id
       WHERE a.mandate_id = $1 AND h.status = 'open'`,
      [mandateId],
    );
    return Number(rows[0]?.count);
  }

  async transactions(as: Sender, query = ''): Promise<TransactionPageDto> {
    return (await this.people.send<TransactionPageDto>('GET', `billing/transactions${query}`, { as })).body;
  }
}

export interface AskOptions {
  readonly content?: string;
  readonly retryOf?: string;
  readonly model?: string;
  readonly fallbackModels?: readonly string[];
  readonly webSearch?: string | undefined;
  readonly maxOutputTokens?: number;
  readonly key?: string;
  readonly signal?: AbortSignal;
  /** Another gateway's address. */
  readonly baseUrl?: string;
}

/** Settings with which every provider is the fake one. */
export function allProviders({ apiKey, baseUrls }: FakeProvider): Record<string, string> {
  const key = String(apiKey);
  return {
    ANTHROPIC_API_KEY: key,
    ANTHROPIC_BASE_URL: baseUrls.anthropic,
    PERPLEXITY_API_KEY: key,
    PERPLEXITY_BASE_URL: baseUrls.perplexity,
    TAVILY_API_KEY: key,
    TAVILY_BASE_URL: baseUrls.tavily,
    LOCAL_API_KEY: key,
    LOCAL_BASE_URL: baseUrls.local,
  };
}

/** The headers that send a request as somebody. */
export function headersOf({ session, apiKey }: Sender): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...(session === undefined ? {} : { cookie: `${SESSION_COOKIE}=${session}` }),
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}

/** Asks again until the answer is true. @throws Error after `withinMs`. */
export async function eventually(check: () => Promise<boolean> | boolean, withinMs = 5_000): Promise<void> {
  const until = Date.now() + withinMs;
  while (!(await check())) {
    if (Date.now() > until) throw new Error(`still not so after ${withinMs} ms: ${check.toString()}`);
    await pause(20);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
