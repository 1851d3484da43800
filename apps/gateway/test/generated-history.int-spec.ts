import { parseDecimal } from '@nyla/money';
import { AicoreFacade } from '../src/aicore/aicore.facade.js';
import { HistoryGenerator } from '../src/bench/generated-history.js';
import { callTemplates } from '../src/bench/history-templates.js';
import { seededRandom } from '../src/common/seeded-random.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, MODEL, World } from './support/world.js';

const FROM = new Date('2026-02-01T00:00:00Z');
const TO = new Date('2026-11-01T00:00:00Z');

let world: World;

beforeAll(async () => {
  world = await World.create();
});

afterAll(() => world.close());

async function fill({ mandate, user }: Customer, bookings: number): Promise<void> {
  const aicore = world.app.get(AicoreFacade);
  await aicore.ensurePastFxRate(parseDecimal('0.805'), FROM, 'generated');
  const templates = await callTemplates(aicore, FROM, seededRandom(7));
  const { rows } = await world.billing.query<{ id: string }>('SELECT id FROM billing_account WHERE mandate_id = $1', [
    mandate.id,
  ]);
  const plan = { mandateId: mandate.id, accountId: rows[0]?.id ?? '', userIds: [user.userId], bookings };
  const history = { seed: 7, from: FROM, to: TO, mandates: [plan] };
  await new HistoryGenerator(world.databaseUrls.billing, templates, 400).generate(history, 1, () => undefined);
}

it('writes bookings that verify, over the edges of its chunks, and real calls go on behind them', async () => {
  const customer = await world.customer({ credit: '0' });
  await fill(customer, 1_000);
  await expectLedgerClean(world.app);
  const chatId = await world.newChat(customer.user);
  await (await world.ask(customer.user, chatId, { content: 'Guten Tag', model: MODEL })).finish();
  await expectLedgerClean(world.app);
  const { rows } = await world.billing.query(
    'SELECT count(*)::int AS count, max(seq)::int AS last FROM billing_transaction WHERE mandate_id = $1',
    [customer.mandate.id],
  );
  expect(rows).toEqual([{ count: 1_001, last: 1_001 }]);
  await expect(fill(customer, 10)).rejects.toThrow('not empty');
});
