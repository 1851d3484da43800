import { Agent } from 'node:http';
import path from 'node:path';
import type { ChatDto } from '@nyla/contracts';
import { NANO_PER_CHF } from '@nyla/money';
import { BillingFacade } from '../billing/billing.facade.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { Child } from './child-process.js';
import type { Cell } from './runner.js';
import type { Stage } from './stage.js';
import { type Figure, figureOf } from './statistics.js';
import { postJson, type TimedAnswer, timedStream } from './timed-stream.js';

/** How a call is asked for: at once, and with how long a provider. */
export interface Load {
  readonly id: string;
  readonly label: string;
  readonly atOnce: number;
  readonly callsPerRound: number;
  /** Magic words for the fake provider. */
  readonly pace: string;
}

export const LOADS: readonly Load[] = [
  { id: 'one', label: '1 at once', atOnce: 1, callsPerRound: 80, pace: '' },
  { id: 'many', label: '32 at once, as fast as they come', atOnce: 32, callsPerRound: 192, pace: '' },
  {
    id: 'paced',
    label: '32 at once, the provider takes 0.5 s',
    atOnce: 32,
    callsPerRound: 64,
    pace: ' [[fake:delayMs=260;wordDelayMs=10]]',
  },
];

export interface ChatFigure {
  readonly first: Figure;
  readonly total: Figure;
}

export type Way = 'direct' | 'gateway';

const QUESTION = 'Welche Buchungen gab es im November, und stimmt der Saldo mit ihrer Summe überein?';
const PROVIDER_MODEL = 'gpt-6.1-terra';
const MODEL = `openai/${PROVIDER_MODEL}`;
const OUTPUT_TOKENS = 256;
const CREDIT = 100_000n * NANO_PER_CHF;
const GATEWAY_SCRIPT = path.resolve(import.meta.dirname, '../main.js');
const PROVIDER_SCRIPT = path.resolve(import.meta.dirname, 'provider-process.js');

export function chatId(way: Way, load: Load): string {
  return `chat ${load.id} ${way}`;
}

/** A chat call through the whole gateway, beside the same call to the same fake provider; each a process of its own. */
export class ChatBench {
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(
    private readonly provider: Child,
    private readonly gateway: Child,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  static async open(stage: Stage): Promise<ChatBench> {
    const apiKey = await openCustomer(stage);
    const provider = await Child.start(PROVIDER_SCRIPT, {}, /^provider: (\S+)/);
    try {
      const gateway = await Child.start(GATEWAY_SCRIPT, settingsOf(stage, provider.url), /ready: (\S+)/);
      return new ChatBench(provider, gateway, { authorization: `Bearer ${apiKey}` });
    } catch (error) {
      await provider.stop();
      throw error;
    }
  }

  cells(loads: readonly Load[], scale: number): Cell<ChatFigure>[] {
    return loads.flatMap((load) => {
      const calls = Math.max(load.atOnce, Math.ceil(load.callsPerRound * scale));
      const direct: Cell<ChatFigure> = {
        id: chatId('direct', load),
        what: `POST /responses of the fake provider, ${calls} calls a round`,
        run: (share) => this.measure(load, calls * share, () => this.askProvider(load)),
      };
      const gateway: Cell<ChatFigure> = {
        id: chatId('gateway', load),
        what: `POST /chats/:id/messages by API key, SSE to its end, ${calls} calls a round`,
        run: async (share) => {
          const chats = await this.newChats(load.atOnce + calls * share);
          return this.measure(load, calls * share, () => this.askGateway(load, chats.pop() as string));
        },
      };
      return [direct, gateway];
    });
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.gateway.stop();
    await this.provider.stop();
  }

  private async measure({ atOnce }: Load, calls: number, ask: () => Promise<TimedAnswer>): Promise<ChatFigure> {
    const answers: TimedAnswer[] = [];
    let left = Math.ceil(calls);
    const begin = performance.now();
    const askAgain = async (): Promise<void> => {
      while (left-- > 0) answers.push(await ask());
    };
    await Promise.all(Array.from({ length: atOnce }, askAgain));
    const elapsedMs = performance.now() - begin;
    return {
      first: figureOf(
        answers.map(({ firstMs }) => firstMs),
        elapsedMs,
      ),
      total: figureOf(
        answers.map(({ totalMs }) => totalMs),
        elapsedMs,
      ),
    };
  }

  private askProvider({ pace }: Load): Promise<TimedAnswer> {
    return timedStream({
      url: `${this.provider.url}/responses`,
      agent: this.agent,
      headers: {},
      body: {
        model: PROVIDER_MODEL,
        input: [{ role: 'user', content: QUESTION + pace }],
        max_output_tokens: OUTPUT_TOKENS,
        store: false,
        stream: true,
      },
      first: 'response.output_text.delta',
      last: 'response.completed',
    });
  }

  private askGateway({ pace }: Load, chat: string): Promise<TimedAnswer> {
    return timedStream({
      url: `${this.gateway.url}/api/v1/chats/${chat}/messages`,
      agent: this.agent,
      headers: this.headers,
      body: { model: MODEL, content: QUESTION + pace, maxOutputTokens: OUTPUT_TOKENS },
      first: 'event: delta',
      last: 'event: done',
    });
  }

  /** Every call has a chat of its own, made before the clock runs: a long history would be measured otherwise. */
  private newChats(count: number): Promise<string[]> {
    const url = `${this.gateway.url}/api/v1/chats`;
    return Promise.all(
      Array.from({ length: Math.ceil(count) }, async () => {
        const { id } = await postJson<ChatDto>(url, this.agent, this.headers, {});
        return id;
      }),
    );
  }
}

/** A mandate with credit and one person in it; answers the person's API key. */
async function openCustomer({ gateway, secret }: Stage): Promise<string> {
  const mandates = gateway.get(MandatesFacade);
  const identity = gateway.get(IdentityFacade);
  const rbac = gateway.get(RbacFacade);
  const billing = gateway.get(BillingFacade);
  const mandate = await mandates.create({ name: 'Messung AG', kind: 'customer' });
  await rbac.ensureDefaultRoles(mandate.id, 'customer');
  const user = await identity.createUser({
    email: 'bench@nyla.local',
    displayName: 'Bench',
    password: secret,
    locale: 'de-CH',
  });
  await mandates.addMember(mandate.id, user.id);
  await rbac.assignRole(mandate.id, user.id, 'user');
  await billing.ensureMandate(mandate.id, 'PREPAY_MANDATE');
  await billing.importCredit(mandate.id, new Date(), CREDIT, 'benchmark');
  return (await identity.createApiKey(mandate.id, user.id, 'bench')).key;
}

function settingsOf({ urls, folder, secret }: Stage, providerUrl: string): Record<string, string> {
  return {
    PORT: '0',
    NYLA_DATA_DIR: folder,
    NYLA_DEMO: '0',
    NYLA_SECRET: secret,
    DATABASE_URL: urls.app,
    BILLING_DATABASE_URL: urls.billing,
    OPENAI_API_KEY: 'sk-benchmark',
    OPENAI_BASE_URL: providerUrl,
  };
}
