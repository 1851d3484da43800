import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProblemDto } from '@nyla/contracts';
import pg from 'pg';
import { MandatesFacade } from '../src/mandates/mandates.facade.js';
import { GatewayProcess } from './support/gateway-process.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { killWaiting, MONEY_ROUTES, type MoneyCase, type MoneyRoute, Stage } from './support/money-routes.js';
import type { Sender } from './support/people.js';
import type { TestApp } from './support/test-app.js';
import { headersOf, World } from './support/world.js';
import { WRITES_WITHOUT_MONEY } from './support/writes-without-money.js';

const AT_ONCE = 8;
const READ_ONLY = new Set(['get', 'head', 'options']);

let world: World;
let second: TestApp;
let gateways: readonly string[];
let stage: Stage;

beforeAll(async () => {
  world = await World.create();
  second = await world.secondGateway();
  gateways = [world.baseUrl, await second.listen()];
  const root = await world.app.get(MandatesFacade).findRoot();
  if (!root) throw new Error('there is no ROOT mandate');
  stage = await Stage.open(world, root);
});

beforeEach(() => world.fake.reset());

afterEach(() => expectLedgerClean(world.app));

afterAll(async () => {
  await second.close();
  await world.close();
});

interface Sent {
  readonly key?: string | undefined;
  readonly as?: Sender;
  readonly path?: string | undefined;
  readonly body?: object | undefined;
  readonly gateway?: number;
}

interface Answered {
  readonly status: number;
  readonly text: string;
  /** Of a refusal. */
  readonly code: string | undefined;
}

function senderOf(name: string, money: MoneyCase) {
  const method = name.slice(0, name.indexOf(' '));
  return async ({
    key,
    as = money.as,
    path: to = money.path,
    body = money.body,
    gateway = 0,
  }: Sent): Promise<Answered> => {
    const { 'content-type': json, ...headers } = headersOf(as);
    const response = await fetch(`${gateways[gateway % gateways.length]}/api/v1/${to}`, {
      method,
      headers: {
        ...headers,
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(body && json !== undefined && { 'content-type': json }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const code = response.ok ? undefined : (JSON.parse(text) as ProblemDto).code;
    return { status: response.status, text, code };
  };
}

function reversed(body: object | undefined): object | undefined {
  return body && Object.fromEntries(Object.entries(body).toReversed());
}

it('every write of the interface is known to move money or not to', () => {
  const { paths } = JSON.parse(
    readFileSync(path.resolve(import.meta.dirname, '../openapi.json'), 'utf8'),
  ) as OpenAPIObject;
  const writes = Object.entries(paths).flatMap(([route, methods]) =>
    Object.keys(methods)
      .filter((method) => !READ_ONLY.has(method))
      .map((method) => `${method.toUpperCase()} ${route}`),
  );
  expect([...Object.keys(MONEY_ROUTES), ...WRITES_WITHOUT_MONEY].toSorted()).toEqual(writes.toSorted());
});

describe.each(Object.entries(MONEY_ROUTES))('%s', (name, route) => {
  const { key: rule, status, same = (text: string) => text, refusesOther, busy, midway } = route;
  const hasKey = rule !== 'none';

  it('repeated, has its effect once and is answered as the first was, whichever gateway is asked', async () => {
    const money = await route.open(stage);
    const send = senderOf(name, money);
    const key = hasKey ? randomUUID() : undefined;
    const first = await send({ key });
    expect(first).toMatchObject({ status });
    for (const body of [money.body, reversed(money.body)]) {
      const repeat = await send({ key, body, gateway: 1 });
      expect([repeat.status, same(repeat.text)]).toEqual([status, same(first.text)]);
    }
    expect(await money.effects()).toBe(1);
    if (!money.later) return;
    await money.later();
    if (hasKey) expect((await send({ key: randomUUID() })).status).toBeGreaterThanOrEqual(400);
    const later = await send({ key });
    expect([later.status, same(later.text)]).toEqual([status, same(first.text)]);
    expect(await money.effects()).toBe(1);
  });

  it('sent to two gateways at once, has its effect once [lesson: income-once]', async () => {
    const money = await route.open(stage);
    const send = senderOf(name, money);
    const key = hasKey ? randomUUID() : undefined;
    if (busy !== undefined) world.fake.script({ delayMs: 300 });
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, gateway) => send({ key, gateway })));
    const done = answers.filter((answer) => answer.status === status);
    expect(new Set(done.map(({ text }) => JSON.stringify(same(text)))).size).toBe(1);
    const others = answers.filter((answer) => answer.status !== status);
    expect(others.map(({ code }) => code)).toEqual(others.map(() => busy));
    expect(await money.effects()).toBe(1);
    const later = await send({ key, gateway: 1 });
    expect([later.status, same(later.text)]).toEqual([status, same(done[0]?.text ?? '')]);
    expect(await money.effects()).toBe(1);
  });

  if (!hasKey) return;

  it('with a used key and another body is a conflict without effect', async () => {
    const money = await route.open(stage);
    const { changed } = money;
    const send = senderOf(name, money);
    const key = randomUUID();
    await send({ key });
    if (!changed) return;
    expect(await send({ key, body: changed, gateway: 1 })).toMatchObject({
      status: 409,
      code: 'common.idempotency_conflict',
    });
    expect(await money.effects()).toBe(1);
  });

  it('with a key that somebody else has used is its own', async () => {
    const money = await route.open(stage);
    const send = senderOf(name, money);
    const key = randomUUID();
    const mine = await send({ key });
    const theirs = await send({ key, ...money.other });
    if (refusesOther === undefined) expect(theirs.status).toBe(status);
    else expect(theirs).toMatchObject({ status: 409, code: refusesOther });
    expect(same(theirs.text)).not.toEqual(same(mine.text));
    expect(await money.effects()).toBe(refusesOther === undefined ? 2 : 1);
  });

  it(rule === 'required' ? 'without a key is refused' : 'without a key is a request of its own', async () => {
    const money = await route.open(stage);
    const send = senderOf(name, money);
    if (rule === 'required') {
      expect(await send({})).toMatchObject({ status: 422, code: 'common.validation_failed' });
      expect(await money.effects()).toBe(0);
    } else {
      const answers = [await send({}), await send({})];
      expect(answers.map((answer) => answer.code)).toEqual([undefined, refusesOther]);
      expect(await money.effects()).toBe(refusesOther === undefined ? 2 : 1);
    }
    for (const key of ['with space', 'ö', 'x'.repeat(256)]) {
      expect(await send({ key: Buffer.from(key).toString('latin1') })).toMatchObject({ status: 422 });
    }
  });

  if (!midway) return;

  it('repeated after the first died in the middle, has its effect, once', async () => {
    const money = await route.open(stage);
    const send = senderOf(name, money);
    const key = randomUUID();
    const before = await money.effects();
    const dead = await dieMidway(midway, () => send({ key }));
    expect(dead.status).toBeGreaterThanOrEqual(500);
    expect(await money.effects()).toBe(before);
    const repeat = await send({ key, gateway: 1 });
    expect(repeat).toMatchObject({ status });
    const again = await send({ key });
    expect([again.status, same(again.text)]).toEqual([status, same(repeat.text)]);
    expect(await money.effects()).toBe(1);
  });
});

/** Sends while somebody holds the table that it must write to, and cuts its connection where it waits. */
async function dieMidway(midway: NonNullable<MoneyRoute['midway']>, send: () => Promise<Answered>): Promise<Answered> {
  const blocker = new pg.Client({ connectionString: world.databaseUrls[midway.database] });
  await blocker.connect();
  try {
    await blocker.query('BEGIN');
    await blocker.query(`LOCK TABLE ${midway.table} IN SHARE ROW EXCLUSIVE MODE`);
    const sent = send();
    await killWaiting(world, midway);
    return await sent;
  } finally {
    await blocker.end();
  }
}

describe('a message', () => {
  const NAME = 'POST /api/v1/chats/{id}/messages';

  async function openMessage() {
    const money = await MONEY_ROUTES[NAME]?.open(stage);
    if (!money) throw new Error('messages are no money route');
    return { money, send: senderOf(NAME, money) };
  }

  it('that took the last of the credit is told again all the same', async () => {
    const { mandate, user } = await world.customer({ credit: '0' });
    const { maximum } = await world.quote(user, 'Guten Tag');
    await world.credit(mandate.id, maximum);
    const { money, send } = await openMessage();
    const to = { as: user, path: `chats/${await world.newChat(user)}/messages`, key: randomUUID() };
    world.fake.script({ usage: { input_tokens: 1_000_000, output_tokens: 1_000_000, total_tokens: 2_000_000 } });
    const first = await send(to);
    expect((await world.account(mandate.id)).balance).toBe('0.000000000');
    expect(await send({ ...to, key: randomUUID(), body: { ...money.body, content: 'Noch etwas' } })).toMatchObject({
      status: 402,
    });
    const repeat = await send({ ...to, gateway: 1 });
    const same = MONEY_ROUTES[NAME]?.same;
    expect([repeat.status, same?.(repeat.text)]).toEqual([200, same?.(first.text)]);
  });

  it('whose gateway died is asked of no provider again; what came of it is told', async () => {
    const { money, send } = await openMessage();
    const doomed = await GatewayProcess.start({ databases: world.databaseUrls, env: world.env });
    const [key, as] = [randomUUID(), money.as];
    world.fake.script({ words: 500, wordDelayMs: 40 });
    const chatId = money.path.split('/')[1] ?? '';
    const stream = await world.ask(as, chatId, { content: 'Guten Tag', key, baseUrl: doomed.baseUrl });
    await stream.until('delta');
    const read = stream.finish().catch(() => stream);
    await doomed.end('SIGKILL');
    await read;
    expect(await send({ key })).toMatchObject({ status: 409, code: 'chat.busy' });
    await world.appDb.query("UPDATE chat_message SET lease_until = now() WHERE status = 'streaming'");
    await world.chat(as, chatId);
    const repeat = await send({ key, gateway: 1 });
    expect(repeat).toMatchObject({ status: 200 });
    expect(MONEY_ROUTES[NAME]?.same?.(repeat.text)).toMatchObject({ done: { status: 'interrupted' } });
    expect(await send({ key, body: money.changed })).toMatchObject({ code: 'common.idempotency_conflict' });
    expect(world.fake.requests).toHaveLength(1);
  });
});
