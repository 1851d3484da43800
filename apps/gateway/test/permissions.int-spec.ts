import type {
  AccessRuleDto,
  ConnectorPageDto,
  CreatedApiKeyDto,
  ModelDto,
  ModelPageDto,
  ProblemDto,
  RoleDto,
} from '@nyla/contracts';
import { expectLedgerClean } from './support/ledger-check.js';
import type { Sender } from './support/people.js';
import { type Customer, MODEL, OTHER_MODEL, World } from './support/world.js';

const [, MODEL_NAME = ''] = MODEL.split('/');
const [, OTHER_NAME = ''] = OTHER_MODEL.split('/');
const OPENAI = 'resource.aicore.openai';

let world: World;
let customer: Customer;

beforeAll(async () => {
  world = await World.create();
});

beforeEach(async () => {
  world.fake.reset();
  customer = await world.customer();
});

afterEach(() => expectLedgerClean(world.app));

afterAll(() => world.close());

const allow = (resource: string): AccessRuleDto => ({ resource, effect: 'allow' });
const deny = (resource: string): AccessRuleDto => ({ resource, effect: 'deny' });

/** Replaces what the role `user` says of providers, as the mandate's admin does it. */
async function setProviderRules(...rules: AccessRuleDto[]): Promise<void> {
  const { body } = await world.people.send<{ items: RoleDto[] }>('GET', 'roles', { as: customer.admin });
  const role = body.items.find(({ name }) => name === 'user');
  if (!role) throw new Error('there is no role user');
  const others = role.rules.filter(({ resource }) => !resource.startsWith('resource.aicore'));
  const answer = await world.people.send('PUT', `roles/${role.id}/rules`, {
    as: customer.admin,
    body: { rules: [...others, ...rules] },
  });
  expect(answer.status).toBe(200);
}

async function ask(as: Sender, model = MODEL) {
  const stream = await world.ask(as, await world.newChat(as), { content: 'Guten Tag', model });
  return stream.finish();
}

async function expectRefused(as: Sender, model = MODEL): Promise<void> {
  const before = world.fake.requests.length;
  const chatId = await world.newChat(as);
  const { status, problem } = await world.ask(as, chatId, { content: 'Guten Tag', model });
  const [connectorType, name] = model.split('/');
  expect({ status, code: problem?.code, details: problem?.details }).toEqual({
    status: 403,
    code: 'aicore.provider_not_allowed',
    details: { connectorType, model: name, reason: 'not_permitted' },
  });
  expect(world.fake.requests.length - before).toBe(0);
  expect((await world.chat(as, chatId)).messages).toEqual([]);
  expect(await world.openHolds(customer.mandate.id)).toBe(0);
}

const modelsOf = async (as: Sender): Promise<Map<string, ModelDto>> => {
  const { body } = await world.people.send<ModelPageDto>('GET', 'models', { as });
  return new Map(body.items.map((model) => [model.id, model]));
};

describe('a role without resource.aicore.openai', () => {
  beforeEach(() => setProviderRules(allow('resource.aicore.demo')));

  it('is refused, and no request reaches the provider', async () => {
    await expectRefused(customer.user);
    expect(await world.debits(customer.mandate.id)).toEqual([]);
  });

  it('is refused a quote all the same', async () => {
    const answer = await world.people.send<ProblemDto>('POST', 'models/quote', {
      as: customer.user,
      body: { model: MODEL, content: 'Guten Tag' },
    });
    expect([answer.status, answer.body.code]).toEqual([403, 'aicore.provider_not_allowed']);
  });

  it('sees models and connector with the reason', async () => {
    const models = await modelsOf(customer.user);
    const openai = [...models.values()].filter(({ connectorType }) => connectorType === 'openai');
    expect(openai.length).toBeGreaterThan(1);
    expect(new Set(openai.map(({ usable, reason }) => `${usable} ${reason}`))).toEqual(
      new Set(['false not_permitted']),
    );
    const { body } = await world.people.send<ConnectorPageDto>('GET', 'connectors', { as: customer.user });
    expect(body.items.find(({ connectorType }) => connectorType === 'openai')).toMatchObject({
      configured: true,
      permitted: false,
      reason: 'not_permitted',
    });
  });

  it('still answers with what it may use', async () => {
    const demo = [...(await modelsOf(customer.user)).values()].find(({ connectorType, usable }) => {
      return connectorType === 'demo' && usable;
    });
    const answer = await ask(customer.user, demo?.id ?? '');
    expect(answer.one('done').status).toBe('completed');
    expect(world.fake.requests).toEqual([]);
  });

  it('does not bind another role of the mandate', async () => {
    expect((await ask(customer.admin)).one('done').status).toBe('completed');
  });

  it('binds an API key of its member, whatever mandate or scheme the key names', async () => {
    const { body } = await world.people.send<CreatedApiKeyDto>('POST', 'api-keys', {
      as: customer.user,
      body: { name: 'Programm' },
    });
    await expectRefused({ apiKey: body.key });
    await setProviderRules(allow(OPENAI));
    const asKey = { apiKey: body.key };
    expect((await ask(asKey)).one('done').status).toBe('completed');
  });

  it('cannot be got round by another spelling of the model', async () => {
    const chatId = await world.newChat(customer.user);
    const spellings = [
      `OPENAI/${MODEL_NAME}`,
      `openai//${MODEL_NAME}`,
      `demo/../openai/${MODEL_NAME}`,
      MODEL_NAME,
      `local/${MODEL_NAME}`,
      `openai/${MODEL_NAME}/`,
      `demo/${MODEL_NAME}`,
      `оpenai/${MODEL_NAME}`,
    ];
    for (const model of spellings) {
      const { status, problem } = await world.ask(customer.user, chatId, { content: 'x', model });
      expect({ model, refused: status >= 400 && status < 500, code: problem?.code }).toEqual({
        model,
        refused: true,
        code: expect.stringMatching(/^(aicore|common)\./),
      });
    }
    expect(world.fake.requests).toEqual([]);
  });
});

describe('rules on models', () => {
  it('narrowed to one model let that one through and no other', async () => {
    await setProviderRules(allow(`${OPENAI}/${MODEL_NAME}`));
    expect((await ask(customer.user)).one('done').status).toBe('completed');
    await expectRefused(customer.user, OTHER_MODEL);
    const models = await modelsOf(customer.user);
    expect([models.get(MODEL)?.usable, models.get(OTHER_MODEL)?.usable]).toEqual([true, false]);
  });

  it('that deny one model leave the others', async () => {
    await setProviderRules(allow(OPENAI), deny(`${OPENAI}/${OTHER_NAME}`));
    expect((await ask(customer.user)).one('done').status).toBe('completed');
    await expectRefused(customer.user, OTHER_MODEL);
    expect((await modelsOf(customer.user)).get(OTHER_MODEL)?.reason).toBe('not_permitted');
  });

  it('name a model exactly: a longer name is another model', async () => {
    await setProviderRules(allow(`${OPENAI}/${MODEL_NAME.slice(0, -1)}`));
    await expectRefused(customer.user);
  });
});

describe('a permission that is taken away', () => {
  it('is gone with the next call, and back with the one after', async () => {
    const chatId = await world.newChat(customer.user);
    const first = await (await world.ask(customer.user, chatId, { content: 'Eins' })).finish();
    expect(first.one('done').status).toBe('completed');
    await setProviderRules(deny('resource.aicore.*'));
    await expectRefused(customer.user);
    const retry = await world.ask(customer.user, chatId, { retryOf: first.one('done').id });
    expect([retry.status, retry.problem?.code]).toEqual([403, 'aicore.provider_not_allowed']);
    await setProviderRules(allow(OPENAI));
    expect((await ask(customer.user)).one('done').status).toBe('completed');
  });

  it('is gone on another gateway, too', async () => {
    const second = await world.secondGateway();
    try {
      const baseUrl = await second.listen();
      const chatId = await world.newChat(customer.user);
      const first = await world.ask(customer.user, chatId, { content: 'Eins', baseUrl });
      expect((await first.finish()).one('done').status).toBe('completed');
      await setProviderRules(allow('resource.aicore.demo'));
      const { status, problem } = await world.ask(customer.user, chatId, { content: 'Zwei', baseUrl });
      expect([status, problem?.code]).toEqual([403, 'aicore.provider_not_allowed']);
    } finally {
      await second.close();
    }
  });

  it('takes the membership with it: session and key are refused', async () => {
    const { body } = await world.people.send<CreatedApiKeyDto>('POST', 'api-keys', {
      as: customer.user,
      body: { name: 'Programm' },
    });
    const chatId = await world.newChat(customer.user);
    await world.appDb.query('DELETE FROM membership WHERE mandate_id = $1 AND user_id = $2', [
      customer.mandate.id,
      customer.user.userId,
    ]);
    for (const as of [customer.user, { apiKey: body.key }]) {
      const { status } = await world.ask(as, chatId, { content: 'Noch da?' });
      expect([400, 401, 403, 404]).toContain(status);
    }
    expect(world.fake.requests).toEqual([]);
  });
});

describe('a model that nobody can use', () => {
  it('is refused by its own reason when there is no price [lesson: no-free-model]', async () => {
    const { rows } = await world.billing.query<{ id: string; valid_from: Date }>(
      "SELECT id, valid_from FROM price_version WHERE connector_type = 'openai' AND model = $1",
      [OTHER_NAME],
    );
    // No row of the price list can be changed; a test may take the lock off.
    await world.billing.query('ALTER TABLE price_version DISABLE TRIGGER USER');
    const later = "UPDATE price_version SET valid_from = valid_from + interval '100 years' WHERE id = $1";
    for (const { id } of rows) await world.billing.query(later, [id]);
    try {
      const chatId = await world.newChat(customer.user);
      const { status, problem } = await world.ask(customer.user, chatId, { content: 'Guten Tag', model: OTHER_MODEL });
      expect([status, problem?.code]).toEqual([409, 'aicore.price_missing']);
      expect(world.fake.requests).toEqual([]);
    } finally {
      for (const { id, valid_from } of rows) {
        await world.billing.query('UPDATE price_version SET valid_from = $2 WHERE id = $1', [id, valid_from]);
      }
      await world.billing.query('ALTER TABLE price_version ENABLE TRIGGER USER');
    }
  });

  it('is refused when it does not exist', async () => {
    const chatId = await world.newChat(customer.user);
    const { status, problem } = await world.ask(customer.user, chatId, { content: 'x', model: 'openai/gpt-0' });
    expect([status, problem?.code]).toEqual([422, 'aicore.model_unknown']);
  });

  it('is refused when its connector has no key', async () => {
    const { body } = await world.people.send<ConnectorPageDto>('GET', 'connectors', { as: customer.user });
    expect(body.items.find(({ connectorType }) => connectorType === 'local')).toMatchObject({
      configured: false,
      reason: 'not_configured',
    });
  });
});
