import type { StatementDetailDto, StatementPageDto, StatisticsDto } from '@nyla/contracts';
import { parseDecimal } from '@nyla/money';
import { readSheet } from 'read-excel-file/node';
import { AicoreFacade } from '../src/aicore/aicore.facade.js';
import { HistoryGenerator } from '../src/bench/generated-history.js';
import { callTemplates } from '../src/bench/history-templates.js';
import { StatementsFacade } from '../src/billing/statements.facade.js';
import { seededRandom } from '../src/common/seeded-random.js';
import { expectLedgerClean } from './support/ledger-check.js';
import { type Customer, World } from './support/world.js';

const FROM = new Date('2026-02-01T00:00:00Z');
const TO = new Date('2026-11-01T00:00:00Z');

let world: World;

beforeAll(async () => {
  world = await World.create();
});
afterAll(() => world.close());

it('smoke', async () => {
  const customer = await world.customer({ credit: '0' });
  const aicore = world.app.get(AicoreFacade);
  await aicore.ensurePastFxRate(parseDecimal('0.805'), FROM, 'generated');
  const templates = await callTemplates(aicore, FROM, seededRandom(7));
  const { rows } = await world.billing.query<{ id: string }>('SELECT id FROM billing_account WHERE mandate_id = $1', [customer.mandate.id]);
  const plan = { mandateId: customer.mandate.id, accountId: rows[0]?.id ?? '', userIds: [customer.user.userId], bookings: 1000 };
  await new HistoryGenerator(world.databaseUrls.billing, templates, 400).generate({ seed: 7, from: FROM, to: TO, mandates: [plan] }, 1, () => undefined);
  console.log(await world.app.get(StatementsFacade).makeDue());
  const { body } = await world.people.send<StatementPageDto>('GET', 'billing/statements', { as: customer.admin });
  console.log(JSON.stringify(body.items.slice(0,2)), body.items.length);
  const id = body.items[2]?.id ?? '';
  const fs = await import('node:fs');
  for (const locale of ['de-CH', 'en', 'fr-CH'] as const) for (const format of ['pdf', 'csv', 'xlsx'] as const) {
    const f = await world.app.get(StatementsFacade).file(customer.mandate.id, id, format, locale);
    fs.writeFileSync(`/tmp/stm-${locale}.${format}`, f.content);
    console.log(f.fileName, f.content.length);
  }
});
