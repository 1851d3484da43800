import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BalanceDto,
  BillingModel,
  ChatDto,
  QuoteDto,
  RunDto,
  TopUpDto,
  TransactionDto,
  TransferDto,
} from '@nyla/contracts';
import { parseChf } from '@nyla/money';
import { seededRandom } from '../common/seeded-random.js';
import { ask, type Heard, type Reply, type SendOptions, send } from './client.js';
import type { Asked, Journal } from './journal.js';
import type { Customer, Person, Population } from './population.js';

export const MODEL = 'openai/gpt-6.1-terra';

const ACTS = {
  chat: 46,
  'chat-twice': 8,
  'top-up': 10,
  credit: 8,
  reversal: 5,
  transfer: 8,
  quote: 4,
  balance: 6,
  run: 2,
  switch: 3,
} as const;
type Act = keyof typeof ACTS;

const SWITCHES: readonly BillingModel[] = ['PREPAY_MANDATE', 'POSTPAY', 'UNLIMITED', 'PREPAY_USER'];
/** A gateway that is down is asked again, as clients do, and then left alone. */
const TRIES = 4;
const AGAIN_MS = 300;
const BREATH_MS = 40;

interface LoadOptions {
  readonly population: Population;
  readonly journal: Journal;
  /** An automation of each customer, in the order of the customers. */
  readonly automations: readonly string[];
  /** The gateways' addresses; undefined for one that is down. */
  readonly addresses: () => readonly (string | undefined)[];
}

/** The booking that an answer tells of. */
type BookingOf<T> = (body: T) => readonly [id: string, amount: string];

type Path = readonly [path: string, as: Person, body: object];

/** People who work, all at once: what each of them does next is drawn from the seed. */
export class Load {
  /** How often each thing was done, and how it ended. */
  readonly counts = new Map<string, number>();
  private readonly credits: { mandateId: string; bookingId: string }[] = [];

  constructor(private readonly options: LoadOptions) {}

  /** Resolves when everybody has stopped, and the last answer has been heard or given up. */
  async run(seed: number, people: number, isOver: () => boolean): Promise<void> {
    await Promise.all(
      Array.from({ length: people }, async (_, index) => {
        const random = seededRandom(seed * 1_000 + index);
        const worker = new Worker(this, this.options, this.credits, random, `${seed}.${index}`);
        while (!isOver()) {
          // With no gateway at all nobody can do anything.
          if (this.options.addresses().some((address) => address !== undefined)) await worker.act();
          await sleep(BREATH_MS);
        }
      }),
    );
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

/** One of the people. */
class Worker {
  private turn = 0;

  constructor(
    private readonly load: Load,
    private readonly options: LoadOptions,
    private readonly credits: { mandateId: string; bookingId: string }[],
    private readonly random: () => number,
    private readonly name: string,
  ) {}

  async act(): Promise<void> {
    this.turn++;
    const act = this.drawAct();
    const begun = Date.now();
    const result = await this.perform(act);
    this.load.count(`${act} ${result}`);
    this.options.journal.note('act', { who: this.name, turn: this.turn, act, result, ms: Date.now() - begun });
  }

  private perform(act: Act): Promise<string> {
    const customer = this.pick(this.options.population.customers);
    switch (act) {
      case 'chat':
        return this.chat(customer, false);
      case 'chat-twice':
        return this.chat(customer, true);
      case 'top-up':
        return this.topUp(customer);
      case 'credit':
        return this.credit(customer);
      case 'reversal':
        return this.reversal();
      case 'transfer':
        return this.transfer();
      case 'quote':
        return this.quote(customer);
      case 'balance':
        return this.balance(customer);
      case 'run':
        return this.startRun(customer);
      case 'switch':
        return this.switchModel();
    }
  }

  /** @param twice the same message goes to both gateways at once, and once more when it is answered */
  private async chat(customer: Customer, twice: boolean): Promise<string> {
    const person = this.pick(customer.users);
    const chat = await this.once<ChatDto>('POST', ['chats', person, {}]);
    if (chat?.status !== 201) return `no chat: ${statusOf(chat)}`;
    const body = { model: MODEL, content: this.question(), maxOutputTokens: 64 };
    const hangUpAfter = this.random() < 0.15 ? 1 + Math.floor(this.random() * 8) : undefined;
    const idempotencyKey = this.tag('chat');
    const say = async (pause: number | undefined): Promise<Heard | undefined> => {
      const baseUrl = this.address();
      if (baseUrl === undefined) return undefined;
      const options = { baseUrl, key: person.key, body, idempotencyKey };
      const heard = await ask(chat.body.id, options, pause);
      this.hear(heard);
      return heard;
    };
    if (!twice) return resultOf(await say(hangUpAfter));
    const [one] = await Promise.all([say(hangUpAfter), say(undefined)]);
    await say(undefined);
    return resultOf(one);
  }

  private hear({ start, price, done }: Heard): void {
    const { journal } = this.options;
    const messageId = done?.id ?? start?.assistantMessage.id;
    if (price && messageId !== undefined) journal.price({ messageId, amount: price.amount });
    for (const { transactionId, amount } of done?.charges ?? []) {
      journal.acknowledge({ what: 'chat', bookingId: transactionId, amount: negative(amount), tag: null });
    }
  }

  /** Different lengths and speeds, and a provider that fails in some of its ways. */
  private question(): string {
    const words = 2 + Math.floor(this.random() * 40);
    const pace = `words=${words};wordDelayMs=${Math.floor(this.random() * 40)}`;
    const fault = this.random();
    if (fault < 0.06) return `Guten Tag [[fake:${pace};cutAfter=${Math.floor(this.random() * 12)}]]`;
    if (fault < 0.09) return 'Guten Tag [[fake:status=500]]';
    if (fault < 0.13) return `Guten Tag [[fake:${pace};noUsage]]`;
    return `Guten Tag [[fake:${pace};delayMs=${Math.floor(this.random() * 300)}]]`;
  }

  private topUp({ admin }: Customer): Promise<string> {
    const tag = this.tag('top-up');
    const amount = `${10 + Math.floor(this.random() * 20)}.05`;
    return this.move<TopUpDto>(
      { what: 'top-up', tag, amount },
      ['billing/top-ups', admin, { amount, reference: tag }],
      ({ transactionId, bookedAmount }) => [transactionId ?? '', bookedAmount ?? ''],
    );
  }

  private credit({ mandateId, billingModel, isShort, users }: Customer): Promise<string> {
    const tag = this.tag('credit');
    const amount = isShort ? '0.000700003' : this.amount();
    const member = billingModel === 'PREPAY_USER' && this.random() < 0.7 ? { userId: this.pick(users).userId } : {};
    const body = { amount, reason: tag, ...member };
    return this.move<TransactionDto>(
      { what: 'credit', tag, amount },
      [`admin/mandates/${mandateId}/credits`, this.options.population.operator, body],
      ({ id, amount: booked }) => {
        this.credits.push({ mandateId, bookingId: id });
        return [id, booked];
      },
    );
  }

  /** Two people may correct the same booking: one of them is refused. */
  private async reversal(): Promise<string> {
    if (this.credits.length === 0) return 'nothing to reverse';
    const { mandateId, bookingId } = this.pick(this.credits);
    const tag = this.tag('reversal');
    return this.move<TransactionDto>(
      { what: 'reversal', tag, amount: '' },
      [
        `admin/mandates/${mandateId}/adjustments`,
        this.options.population.operator,
        { reversalOf: bookingId, reason: tag },
      ],
      ({ id, amount }) => [id, amount],
    );
  }

  private async transfer(): Promise<string> {
    const customer = this.options.population.customers.find(({ billingModel }) => billingModel === 'PREPAY_USER');
    if (!customer) return 'nobody';
    const { userId } = this.pick(customer.users);
    const isBack = this.random() < 0.4;
    const tag = this.tag('transfer');
    const amount = this.amount();
    const body = { fromUserId: isBack ? userId : null, toUserId: isBack ? null : userId, amount, reason: tag };
    return this.move<TransferDto>(
      { what: 'transfer', tag, amount },
      ['billing/transfers', customer.admin, body],
      ({ id, amount: moved }) => [id, negative(moved)],
    );
  }

  /**
   * Moves money by a request with a key: at times to both gateways at once, again when nobody knows what became of it,
   * and at times once more after it was answered. All answers must tell of the same booking.
   */
  private async move<T>(asked: Asked, path: Path, bookingOf: BookingOf<T>): Promise<string> {
    const { journal } = this.options;
    journal.ask(asked);
    const idempotencyKey = asked.tag;
    const heed = (reply: Reply<T>): Reply<T> => {
      if (reply?.status !== 201) return reply;
      if (isTold(reply.body)) {
        const [bookingId, amount] = bookingOf(reply.body);
        journal.acknowledge({ what: asked.what, bookingId, amount, tag: asked.tag });
      } else
        journal.sight(`${asked.tag} was answered with success, and with no booking: ${JSON.stringify(reply.body)}`);
      return reply;
    };
    const attempt = async (): Promise<Reply<T>> => heed(await this.once<T>('POST', path, idempotencyKey));
    const isTwin = this.random() < 0.25;
    const isRepeated = this.random() < 0.25;
    let reply = isTwin ? (await Promise.all([attempt(), attempt()]))[0] : await attempt();
    for (let tries = 1; tries < TRIES && isUnknown(reply); tries++) {
      await sleep(AGAIN_MS);
      reply = await attempt();
    }
    if (isRepeated) await attempt();
    return statusOf(reply);
  }

  private async quote(customer: Customer): Promise<string> {
    const body = { model: MODEL, content: 'Was kostet das?' };
    const reply = await this.once<QuoteDto>('POST', ['models/quote', this.pick(customer.users), body]);
    return statusOf(reply);
  }

  private async balance(customer: Customer): Promise<string> {
    const baseUrl = this.address();
    if (baseUrl === undefined) return 'unknown';
    const reply = await send<BalanceDto>('GET', 'billing/balance', { baseUrl, key: this.pick(customer.users).key });
    if (reply?.status === 200) {
      const { accountId, available, held } = reply.body;
      if ((available !== null && parseChf(available) < 0n) || parseChf(held) < 0n) {
        this.options.journal.sight(`account ${accountId} had ${available} available and ${held} held`);
      }
    }
    return statusOf(reply);
  }

  private async startRun(customer: Customer): Promise<string> {
    const { population, automations } = this.options;
    const id = automations[population.customers.indexOf(customer)] ?? '';
    const path: Path = [`automations/${id}/runs`, customer.users[0] as Person, {}];
    const key = this.tag('run');
    const replies = await Promise.all([1, 2].map(() => this.once<RunDto>('POST', path, key)));
    const ids = new Set(replies.flatMap((reply) => (reply?.status === 201 ? reply.body.id : [])));
    if (ids.size > 1) this.options.journal.sight(`one key started ${ids.size} runs: ${[...ids].join(', ')}`);
    return ids.size > 0 ? 'started' : statusOf(replies[0]);
  }

  private async switchModel(): Promise<string> {
    const { customers, operator } = this.options.population;
    const customer = customers.find(({ isSwitched }) => isSwitched);
    const billingModel = this.pick(SWITCHES);
    const path: Path = [`admin/mandates/${customer?.mandateId}/settings`, operator, { billingModel }];
    const reply = await this.once('PUT', path);
    return statusOf(reply);
  }

  private async once<T>(method: 'POST' | 'PUT', [path, as, body]: Path, idempotencyKey?: string): Promise<Reply<T>> {
    const baseUrl = this.address();
    if (baseUrl === undefined) return undefined;
    const options: SendOptions = {
      baseUrl,
      key: as.key,
      body,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    };
    return send<T>(method, path, options);
  }

  /** Either gateway; where one is down, the other, as behind a load balancer. */
  private address(): string | undefined {
    const addresses = this.options.addresses();
    const first = this.random() < 0.5 ? 0 : 1;
    return addresses[first] ?? addresses[1 - first];
  }

  private amount(): string {
    return `0.${String(1 + Math.floor(this.random() * 60)).padStart(2, '0')}`;
  }

  private tag(what: string): string {
    return `${what}-${this.name}.${this.turn}`;
  }

  private pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.random() * items.length)] as T;
  }

  private drawAct(): Act {
    const acts = Object.entries(ACTS) as [Act, number][];
    let place = this.random() * acts.reduce((sum, [, weight]) => sum + weight, 0);
    return (acts.find(([, weight]) => (place -= weight) < 0) ?? acts[0])?.[0] as Act;
  }
}

function isTold(body: unknown): boolean {
  return typeof body === 'object' && body !== null;
}

/** The gateway died, or could not reach its database: what it did may or may not have happened. */
function isUnknown(reply: Reply<unknown>): boolean {
  return reply === undefined || reply.status >= 500;
}

function statusOf(reply: Reply<unknown>): string {
  return String(reply?.status ?? 'unknown');
}

function resultOf(heard: Heard | undefined): string {
  if (!heard || heard.status === 0) return 'unknown';
  if (heard.status !== 200) return String(heard.status);
  return heard.done?.status ?? (heard.price ? 'price only' : 'cut off');
}

function negative(amount: string): string {
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}
