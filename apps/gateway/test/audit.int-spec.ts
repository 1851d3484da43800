import type { AuditAction, AuditPageDto, ProblemDto } from '@nyla/contracts';
import { AuditTrail } from '../src/common/audit/audit-trail.js';
import { newId } from '../src/common/ids.js';
import { AppDatabase } from '../src/database/app-database.js';
import { BillingDatabase } from '../src/database/billing-database.js';
import type { Sender } from './support/people.js';
import { type Customer, World } from './support/world.js';

let world: World;
let one: Customer;
let other: Customer;

beforeAll(async () => {
  world = await World.create();
  one = await world.customer({ credit: '0' });
  other = await world.customer({ credit: '0' });
  const trail = world.app.get(AuditTrail);
  // Both databases in turn, so that their lines lie between each other.
  for (let n = 0; n < 24; n++) {
    const database = world.app.get(n % 2 === 0 ? AppDatabase : BillingDatabase);
    const mandateId = n % 3 === 0 ? other.mandate.id : n % 3 === 1 ? one.mandate.id : null;
    const action: AuditAction = n % 2 === 0 ? 'role.created' : 'credit.booked';
    const event = { action, mandateId, subjectId: newId(), subjectName: `=Gegenstand ${n}` };
    await trail.record(database, { ...event, before: null, after: { amount: `${n}.50` } });
  }
});

afterAll(() => world.close());

async function read(path: string, as: Sender): Promise<AuditPageDto & ProblemDto> {
  return (await world.people.send<AuditPageDto & ProblemDto>('GET', path, { as })).body;
}

/** Every line that a reader gets page by page. */
async function readAll(path: string, as: Sender, limit: number) {
  const items: AuditPageDto['items'] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: AuditPageDto = await read(`${path}?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`, as);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

describe('the trail', () => {
  it.each(['app', 'billing'] as const)('of %s cannot be changed, removed or emptied', async (name) => {
    const pool = name === 'app' ? world.appDb : world.billing;
    for (const sql of [
      "UPDATE audit_entry SET actor_name = 'x'",
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
      'TRUNCATE audit_entry CASCADE',
    ]) {
      await expect(pool.query(sql)).rejects.toThrow(/append-only/);
    }
  });

  it('of both databases is one, whatever the size of its pages', async () => {
    const whole = await readAll('admin/audit', world.operator, 200);
    const written = whole.filter(({ subjectName }) => subjectName.startsWith('=Gegenstand'));
    expect(written.map(({ subjectName }) => subjectName)).toEqual(
      Array.from({ length: 24 }, (_, n) => `=Gegenstand ${23 - n}`),
    );
    for (const limit of [1, 5, 7]) expect(await readAll('admin/audit', world.operator, limit)).toEqual(whole);
  });

  it('shows a mandate its own lines alone', async () => {
    const own = await readAll('audit', one.admin, 3);
    expect(own.map(({ mandateId }) => mandateId)).toEqual(own.map(() => one.mandate.id));
    expect(own.filter(({ subjectName }) => subjectName.startsWith('=Gegenstand'))).toHaveLength(8);
    expect((await world.people.send('GET', `audit?mandateId=${other.mandate.id}`, { as: one.admin })).status).toBe(422);
    expect((await world.people.send('GET', 'audit', { as: one.user })).status).toBe(403);
    expect((await world.people.send('GET', 'admin/audit', { as: one.admin })).status).toBe(403);
  });

  it.each([
    ['action=role.created', 12],
    ['subject=credit', 12],
    ['actorKind=system', 24],
    ['actorKind=user', 0],
    ['q=gegenstand%2012', 1],
    ['q=%25', 0],
    ['from=2020-01-01&to=2020-01-02', 0],
  ])('is filtered: %s', async (filter, expected) => {
    const { items } = await read(`admin/audit?limit=200&${filter}`, world.operator);
    expect(items.filter(({ subjectName }) => subjectName.startsWith('=Gegenstand'))).toHaveLength(expected);
  });

  it('is filtered by mandate and day', async () => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Zurich' }).format(new Date());
    const filter = `mandateId=${one.mandate.id}&from=${today}&to=${today}`;
    const { items } = await read(`admin/audit?${filter}`, world.operator);
    expect(items.length).toBeGreaterThanOrEqual(8);
    expect(new Set(items.map(({ mandateName }) => mandateName))).toEqual(new Set([one.mandate.name]));
  });

  it.each(['action=role.eaten', 'subject=x', 'userId=1', 'from=gestern', 'cursor=x', 'format=xml'])(
    'refuses %s',
    async (filter) => {
      expect((await world.people.send('GET', `audit?${filter}`, { as: one.admin })).status).toBe(422);
    },
  );

  it.each([
    ['de-CH', 'Zeit (UTC);Wer;Art;', 'nyla-protokoll.csv'],
    ['en', 'Time (UTC);Who;Type;', 'nyla-audit.csv'],
    ['fr-CH', 'Date (UTC);Qui;Type;', 'nyla-journal.csv'],
  ])('has headings in the language of its reader, %s', async (locale, headings, name) => {
    const { admin } = one;
    const changed = await world.people.send('PATCH', 'me', { as: admin, body: { locale } });
    expect(changed.status).toBe(200);
    const file = await world.app.nest.inject({
      url: '/api/v1/audit?format=csv',
      headers: { cookie: `nyla_session=${admin.session}` },
    });
    expect(file.body).toContain(headings);
    expect(file.headers['content-disposition']).toContain(name);
  });

  it('leaves as a file that Excel runs no formula of, the whole filtered set', async () => {
    const response = await world.app.nest.inject({
      url: '/api/v1/admin/audit?format=csv&subject=credit',
      headers: { cookie: `nyla_session=${world.operator.session}` },
    });
    expect(response.headers['content-type']).toContain('text/csv');
    const rows = response.body.split('\r\n').filter((line) => line.includes('Gegenstand '));
    expect(rows).toHaveLength(12);
    expect(rows[0]).toContain(";'=Gegenstand 23;");
    const own = await world.app.nest.inject({
      url: '/api/v1/audit?format=csv',
      headers: { cookie: `nyla_session=${one.admin.session}` },
    });
    expect(own.body).not.toContain(other.mandate.name);
    expect(own.body.split('\r\n').filter((line) => line.includes('=Gegenstand '))).toHaveLength(8);
  });
});

it('hides from a customer where the operator sits, and tells the operator', async () => {
  const { billing } = world;
  const insert = (userId: string, ip: string) =>
    billing.query(
      `INSERT INTO audit_entry (id, mandate_id, actor_kind, user_id, actor_name, ip, action, subject_id, subject_name)
       VALUES ($1, $2, 'user', $3, 'x', $4, 'credit.booked', 'x', 'Ort')`,
      [newId(), one.mandate.id, userId, ip],
    );
  await insert(world.operator.userId, '192.0.2.1');
  await insert(one.admin.userId, '192.0.2.2');
  const ips = async (path: string, as: Sender) =>
    (await read(`${path}?q=Ort&limit=200`, as)).items.map(({ ip }) => ip).filter((ip) => ip !== null);
  expect(await ips('audit', one.admin)).toEqual(['192.0.2.2']);
  expect(await ips('admin/audit', world.operator)).toEqual(['192.0.2.2', '192.0.2.1']);
});
