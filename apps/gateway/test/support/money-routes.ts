import { randomUUID } from 'node:crypto';
import type { AutomationDetailDto, WebhookDto } from '@nyla/contracts';
import type { MandateInfo } from '../../src/mandates/mandates.facade.js';
import { AutomationEditor, withDefinition } from './automation-editor.js';
import { prompt, TestAutomations, variable } from './automations.js';
import { Credit } from './credit.js';
import type { Sender } from './people.js';
import { type Customer, eventually, MODEL, type World } from './world.js';

/** One request that moves money or starts paid calls, ready to be sent. */
export interface MoneyCase {
  readonly as: Sender;
  readonly path: string;
  /** Absent where the path says it all. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Something else under the same key; absent where there is nothing else to say. */
  readonly changed?: Readonly<Record<string, unknown>>;
  /** The same of somebody else, or to another address where nobody signs in. */
  readonly other: { readonly as: Sender; readonly path?: string };
  /** How often it has had its effect. */
  effects(): Promise<number>;
  /** Changes what would refuse it if it were new; a repeat is answered all the same. */
  later?(): Promise<unknown>;
}

export interface MoneyRoute {
  /** `none`: the request says how things are to be, so that a repeat changes nothing. */
  readonly key: 'required' | 'optional' | 'none';
  readonly status: number;
  open(stage: Stage): Promise<MoneyCase>;
  /** What a repeat must answer alike; the whole text when absent. */
  readonly same?: (text: string) => unknown;
  /** What somebody else is told whose key is the same by chance; its own effect when absent. */
  readonly refusesOther?: string;
  /** What a duplicate is told while the first is being worked on; it waits for the answer when absent. */
  readonly busy?: string;
  /** Where the request can be caught in the middle: a table that it writes to, and the statement that does. */
  readonly midway?: { readonly database: 'app' | 'billing'; readonly table: string; readonly statement: string };
}

/** The world with what the requests need in it. */
export class Stage {
  readonly credit: Credit;
  private counter = 0;

  private constructor(
    readonly world: World,
    readonly secondOperator: Sender,
  ) {
    this.credit = new Credit(world);
  }

  static async open(world: World, root: MandateInfo): Promise<Stage> {
    return new Stage(world, await world.people.member('second-operator@nyla.test', root, 'operator'));
  }

  member(mandate: MandateInfo, role: 'admin' | 'user' = 'admin'): Promise<Sender> {
    return this.world.member(`second${++this.counter}@kunde.test`, mandate, role);
  }

  /** How many rows a query with one parameter finds. */
  async count(database: 'app' | 'billing', from: string, parameter: string): Promise<number> {
    const pool = database === 'app' ? this.world.appDb : this.world.billing;
    const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`, [parameter]);
    return rows[0]?.count ?? 0;
  }

  bookings(mandateId: string, type: string): Promise<number> {
    return this.count('billing', `billing_transaction WHERE type = '${type}' AND mandate_id = $1`, mandateId);
  }

  runs(automationId: string): Promise<number> {
    return this.count('app', 'automation_run WHERE automation_id = $1', automationId);
  }

  editor(customer: Customer): AutomationEditor {
    return new AutomationEditor(this.world, customer);
  }
}

const BOOKING = { database: 'billing', table: 'billing_transaction', statement: 'ledger_post' } as const;
const RUN = { database: 'app', table: 'automation_run', statement: 'INSERT INTO automation_run' } as const;

const idOf = (text: string): unknown => (JSON.parse(text) as { id: unknown }).id;

/** What was said, and how it ended: the events of an answer that is told again are fewer. */
function answerOf(text: string): unknown {
  const data = [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, json = '']) => ({
    name,
    data: JSON.parse(json) as { text?: string },
  }));
  return {
    said: data.flatMap(({ name, data: { text: said } }) => (name === 'delta' ? said : [])).join(''),
    done: data.findLast(({ name }) => name === 'done')?.data,
  };
}

async function automationOf(stage: Stage, customer: Customer): Promise<AutomationDetailDto> {
  const variables = [variable('topic', 'text', { required: true })];
  return stage.editor(customer).create(withDefinition({ variables }, [prompt('ask', '{{variables.topic}}')]));
}

/** From now on the automation needs something that earlier requests did not say. */
async function requireMore(stage: Stage, customer: Customer, id: string): Promise<void> {
  const editor = stage.editor(customer);
  const { body } = await editor.send('GET', `automations/${id}`);
  const variables = [...body.definition.variables, variable('more', 'text', { required: true })];
  const saved = await editor.save(body, { definition: { ...body.definition, variables } });
  if (saved.status !== 200) throw new Error(`saving answered ${saved.status}: ${JSON.stringify(saved.body)}`);
}

async function webhookOf(stage: Stage, customer: Customer) {
  const { id } = await automationOf(stage, customer);
  const { body } = await stage.editor(customer).send<WebhookDto>('POST', `automations/${id}/webhook`, {});
  return { id, path: new URL(body.url).pathname.replace('/api/v1/', '') };
}

/** Every route that moves money or starts paid calls. */
export const MONEY_ROUTES: Readonly<Record<string, MoneyRoute>> = {
  'POST /api/v1/billing/top-ups': {
    key: 'required',
    status: 201,
    midway: BOOKING,
    open: async (stage) => {
      const { mandate, admin } = await stage.world.customer({ credit: '0' });
      await stage.credit.set(mandate.id, { selfTopUpLimit: '100' });
      return {
        as: admin,
        path: 'billing/top-ups',
        body: { amount: '5', reference: 'R-1' },
        changed: { amount: '6', reference: 'R-1' },
        other: { as: await stage.member(mandate) },
        effects: () => stage.bookings(mandate.id, 'credit'),
        later: () => stage.credit.set(mandate.id, { selfTopUpLimit: '0' }),
      };
    },
  },
  'POST /api/v1/billing/top-up-requests': {
    key: 'required',
    status: 201,
    midway: { database: 'billing', table: 'billing_top_up', statement: 'INSERT INTO billing_top_up' },
    open: async (stage) => {
      const { mandate, admin } = await stage.world.customer({ credit: '0' });
      return {
        as: admin,
        path: 'billing/top-up-requests',
        body: { amount: '50', note: 'Bitte' },
        changed: { amount: '50', note: 'Danke' },
        other: { as: await stage.member(mandate) },
        effects: () => stage.count('billing', 'billing_top_up WHERE mandate_id = $1', mandate.id),
        later: () => stage.credit.set(mandate.id, { billingModel: 'UNLIMITED' }),
      };
    },
  },
  'POST /api/v1/billing/transfers': {
    key: 'required',
    status: 201,
    midway: BOOKING,
    open: async (stage) => {
      const { mandate, admin, user } = await stage.world.customer({ billingModel: 'PREPAY_USER' });
      await stage.world.credit(mandate.id, '10');
      return {
        as: admin,
        path: 'billing/transfers',
        body: { fromUserId: null, toUserId: user.userId, amount: '1' },
        changed: { fromUserId: null, toUserId: user.userId, amount: '2' },
        other: { as: await stage.member(mandate) },
        // Two bookings each.
        effects: async () => (await stage.bookings(mandate.id, 'transfer')) / 2,
        later: () => stage.world.people.send('POST', `members/${user.userId}/deactivate`, { as: admin }),
      };
    },
  },
  'POST /api/v1/admin/mandates': {
    key: 'required',
    status: 201,
    // Its link is kept nowhere, so that a repeat brings a new one.
    same: (text) => {
      const { invitation, ...rest } = JSON.parse(text) as { invitation: { email: string } };
      return { ...rest, email: invitation.email };
    },
    midway: { database: 'billing', table: 'billing_settings', statement: 'INSERT INTO billing_settings' },
    open: async (stage) => {
      const name = `Neu ${randomUUID()}`;
      const firstAdmin = { email: `${randomUUID()}@kunde.test`, locale: 'de-CH' };
      return {
        as: stage.world.operator,
        path: 'admin/mandates',
        body: { name, billingModel: 'PREPAY_MANDATE', initialCredit: '5', firstAdmin },
        changed: { name, billingModel: 'PREPAY_MANDATE', initialCredit: '6', firstAdmin },
        other: { as: stage.secondOperator },
        effects: async () => {
          const { rows } = await stage.world.appDb.query<{ id: string }>('SELECT id FROM mandate WHERE name = $1', [
            name,
          ]);
          const credits = await Promise.all(rows.map(({ id }) => stage.bookings(id, 'credit')));
          return credits.reduce((sum, count) => sum + count, 0);
        },
      };
    },
  },
  'POST /api/v1/admin/mandates/{id}/credits': {
    key: 'required',
    status: 201,
    midway: BOOKING,
    open: async (stage) => {
      const { mandate } = await stage.world.customer({ credit: '0' });
      return {
        as: stage.world.operator,
        path: `admin/mandates/${mandate.id}/credits`,
        body: { amount: '5', reason: 'Einzahlung' },
        changed: { amount: '5', reason: 'Geschenk' },
        other: { as: stage.secondOperator },
        effects: () => stage.bookings(mandate.id, 'credit'),
      };
    },
  },
  'POST /api/v1/admin/mandates/{id}/adjustments': {
    key: 'required',
    status: 201,
    midway: BOOKING,
    refusesOther: 'billing.already_reversed',
    open: async (stage) => {
      const { mandate } = await stage.world.customer({ credit: '10' });
      const { id } = await stage.world.credit(mandate.id, '5');
      return {
        as: stage.world.operator,
        path: `admin/mandates/${mandate.id}/adjustments`,
        body: { reversalOf: id, reason: 'Irrtum' },
        changed: { reversalOf: id, reason: 'Versehen' },
        other: { as: stage.secondOperator },
        effects: () => stage.bookings(mandate.id, 'adjustment'),
      };
    },
  },
  'POST /api/v1/admin/top-up-requests/{id}/booking': {
    key: 'required',
    status: 201,
    midway: BOOKING,
    refusesOther: 'billing.request_decided',
    open: async (stage) => {
      const { mandate, admin } = await stage.world.customer({ credit: '0' });
      const { body } = await stage.credit.request(admin, '50');
      return {
        as: stage.world.operator,
        path: `admin/top-up-requests/${body.id}/booking`,
        body: { amount: '50', reason: 'Bezahlt' },
        changed: { amount: '40', reason: 'Bezahlt' },
        other: { as: stage.secondOperator },
        effects: () => stage.bookings(mandate.id, 'credit'),
      };
    },
  },
  'PUT /api/v1/admin/mandates/{id}/settings': {
    key: 'none',
    status: 200,
    open: async (stage) => {
      const { mandate, user } = await stage.world.customer({ billingModel: 'PREPAY_USER' });
      await stage.world.credit(mandate.id, '4', user.userId);
      return {
        as: stage.world.operator,
        path: `admin/mandates/${mandate.id}/settings`,
        // Brings the credit of the members to the mandate's own account.
        body: { billingModel: 'PREPAY_MANDATE', creditLimit: '0' },
        other: { as: stage.secondOperator },
        effects: async () => (await stage.bookings(mandate.id, 'transfer')) / 2,
      };
    },
  },
  'POST /api/v1/chats/{id}/messages': {
    key: 'optional',
    status: 200,
    same: answerOf,
    busy: 'chat.busy',
    open: async (stage) => {
      const { mandate, user, admin } = await stage.world.customer();
      const [chatId, otherId] = [await stage.world.newChat(user), await stage.world.newChat(admin)];
      return {
        as: user,
        path: `chats/${chatId}/messages`,
        body: { model: MODEL, content: 'Guten Tag' },
        changed: { model: MODEL, content: 'Gute Nacht' },
        other: { as: admin, path: `chats/${otherId}/messages` },
        effects: () => stage.bookings(mandate.id, 'debit'),
      };
    },
  },
  'POST /api/v1/automations/{id}/runs': {
    key: 'optional',
    status: 201,
    same: idOf,
    midway: RUN,
    open: async (stage) => {
      const customer = await stage.world.customer();
      const { id } = await automationOf(stage, customer);
      return {
        as: customer.user,
        path: `automations/${id}/runs`,
        body: { inputs: [{ name: 'topic', value: 'Zins' }], test: false },
        // Something that could not even be started.
        changed: { inputs: [], test: false },
        other: { as: customer.admin },
        effects: () => stage.runs(id),
        later: () => requireMore(stage, customer, id),
      };
    },
  },
  'POST /api/v1/automations/{id}/runs/{runId}/retry': {
    key: 'optional',
    status: 201,
    same: idOf,
    midway: RUN,
    refusesOther: 'automation.not_retryable',
    open: async (stage) => {
      const { world } = stage;
      const customer = await world.customer();
      const automations = new TestAutomations(world, customer);
      const id = await automations.create({ steps: [prompt('ask', 'Guten Tag')] });
      world.fake.scriptOnce({ status: 400 });
      const run = await automations.run(id);
      if (run.status !== 'failed') throw new Error(`the run to be retried ${run.status}`);
      // Longer than the tests look at it: a retry that lives is what another one is refused for.
      world.fake.script({ delayMs: 4_000 });
      return {
        as: customer.user,
        path: `automations/${id}/runs/${run.id}/retry`,
        other: { as: customer.admin },
        effects: async () => (await stage.runs(id)) - 1,
      };
    },
  },
  'POST /api/v1/hooks/{token}': {
    key: 'optional',
    status: 202,
    midway: RUN,
    open: async (stage) => {
      const customer = await stage.world.customer();
      const [one, two] = [await webhookOf(stage, customer), await webhookOf(stage, customer)];
      return {
        as: {},
        path: one.path,
        body: { topic: 'Zins', event: 7 },
        changed: { topic: 'Zins', event: 8 },
        other: { as: {}, path: two.path },
        effects: async () => (await stage.runs(one.id)) + (await stage.runs(two.id)),
        later: () => requireMore(stage, customer, one.id),
      };
    },
  },
};

/** Waits until a statement of somebody waits for `blocker`, and ends its connection, as a death in the middle does. */
export async function killWaiting(world: World, { database, statement }: NonNullable<MoneyRoute['midway']>) {
  const pool = database === 'app' ? world.appDb : world.billing;
  await eventually(async () => {
    const { rows } = await pool.query<{ ended: boolean }>(
      `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%' || $1 || '%'`,
      [statement],
    );
    return rows.some(({ ended }) => ended);
  });
}
