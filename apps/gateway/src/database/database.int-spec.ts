import pg from 'pg';
import { createTestDatabases, type TestDatabases } from '../../test/support/test-databases.js';
import { postgresErrorOf } from '../common/errors/database-error.js';
import { BillingDatabase } from './billing-database.js';
import { createAppDataSource, createBillingDataSource, migrate } from './data-sources.js';

let databases: TestDatabases;
let database: BillingDatabase;
let sql: pg.Client;

beforeAll(async () => {
  databases = await createTestDatabases();
  database = new BillingDatabase(await createBillingDataSource(databases.urls.billing).initialize());
  sql = new pg.Client({ connectionString: databases.urls.billing });
  await sql.connect();
  await sql.query('CREATE TABLE counter (id int PRIMARY KEY, value int NOT NULL)');
});
afterAll(async () => {
  await sql.end();
  await database.onApplicationShutdown();
  await databases.drop();
});
beforeEach(async () => {
  await sql.query('TRUNCATE counter');
  await sql.query('INSERT INTO counter VALUES (1, 0), (2, 0)');
});

async function values(): Promise<number[]> {
  const { rows } = await sql.query<{ value: number }>('SELECT value FROM counter ORDER BY id');
  return rows.map(({ value }) => value);
}

function add(id: number): Promise<unknown> {
  return database.query('UPDATE counter SET value = value + 1 WHERE id = $1', [id]);
}

/** A promise and the means to keep it. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { given: promise, give: resolve };
}

function failing(code: string): Error {
  return Object.assign(new Error(`SQLSTATE ${code}`), { code });
}

describe('run', () => {
  it('commits what the work did and answers its answer', async () => {
    const answer = await database.run(async () => {
      await add(1);
      expect(await values()).toEqual([0, 0]);
      return 'done';
    });
    expect([answer, await values()]).toEqual(['done', [1, 0]]);
  });

  it('undoes everything when the work fails, and gives its connection back', async () => {
    for (let round = 0; round < 30; round++) {
      await expect(
        database.run(async () => {
          await add(1);
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
    }
    expect(await values()).toEqual([0, 0]);
  });

  it('joins the transaction that is open: both or none', async () => {
    await expect(
      database.run(async () => {
        await add(1);
        await database.run(() => add(2));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await values()).toEqual([0, 0]);
  });

  it('keeps transactions that run at once apart', async () => {
    const managers = new Set<unknown>();
    await Promise.all(
      [1, 2, 3].map(() =>
        database.run(async () => {
          managers.add(database.manager);
          await database.query('SELECT pg_sleep(0.01)');
          expect(managers.has(database.manager)).toBe(true);
        }),
      ),
    );
    expect(managers.size).toBe(3);
    expect(managers.has(database.manager)).toBe(false);
  });

  it('is over for what was started in it and not awaited', async () => {
    const after = signal();
    let later: Promise<unknown> | undefined;
    await database.run(async () => {
      const inside = database.manager;
      later = after.given.then(async () => {
        expect(database.manager).not.toBe(inside);
        await database.prepared('later', 'UPDATE counter SET value = value + 1 WHERE id = $1', [2]);
        await database.run(() => add(1));
      });
    });
    after.give();
    await later;
    expect(await values()).toEqual([1, 1]);
  });

  it('runs again after a real deadlock', async () => {
    const attempts = [0, 0];
    const met = [signal(), signal()];
    const transfer = (mine: 0 | 1): Promise<void> =>
      database.run(async () => {
        attempts[mine] = (attempts[mine] ?? 0) + 1;
        await add(mine + 1);
        met[mine]?.give();
        await met[1 - mine]?.given;
        await add(2 - mine);
      });
    await Promise.all([transfer(0), transfer(1)]);
    // One of the two gives way, on a busy machine more than once.
    const [first = 0, second = 0] = attempts.toSorted();
    expect([first, second > 1]).toEqual([1, true]);
    expect(await values()).toEqual([2, 2]);
  });

  it('runs again after a real serialization failure', async () => {
    let attempts = 0;
    await database.run(async () => {
      attempts++;
      await database.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await database.query('SELECT value FROM counter');
      if (attempts === 1) await sql.query('UPDATE counter SET value = 10 WHERE id = 1');
      await add(1);
    });
    expect([attempts, await values()]).toEqual([2, [11, 0]]);
  });

  it.each(['40001', '40P01'])('gives up on %s after the eighth attempt', async (code) => {
    let attempts = 0;
    await expect(
      database.run(async () => {
        attempts++;
        throw failing(code);
      }),
    ).rejects.toThrow(code);
    expect(attempts).toBe(8);
  });

  it.each(['23505', '22003', '57014', '25P02'])('does not run again after %s', async (code) => {
    let attempts = 0;
    await expect(
      database.run(async () => {
        attempts++;
        throw failing(code);
      }),
    ).rejects.toThrow(code);
    expect(attempts).toBe(1);
  });
});

describe('query', () => {
  it('answers the rows that a change returns, inside and outside of a transaction', async () => {
    const change = (): Promise<unknown> => database.query('UPDATE counter SET value = value + 1 RETURNING id, value');
    expect(await change()).toEqual([
      { id: 1, value: 1 },
      { id: 2, value: 1 },
    ]);
    expect(await database.run(change)).toEqual([
      { id: 1, value: 2 },
      { id: 2, value: 2 },
    ]);
    expect(await database.query('DELETE FROM counter WHERE id = 3')).toEqual([]);
    const both = 'DELETE FROM counter RETURNING id';
    expect(await database.run(() => database.prepared('both', both, []))).toEqual([{ id: 1 }, { id: 2 }]);
  });
});

describe('exclusively', () => {
  it('lets one at a time through, also from another gateway, and those of another number beside it', async () => {
    const other = new BillingDatabase(await createBillingDataSource(databases.urls.billing).initialize());
    let inside = 0;
    const work = async (): Promise<void> => {
      inside++;
      expect(inside).toBe(1);
      await database.run(() => add(1));
      inside--;
    };
    await database.exclusively(7, async () => {
      await other.exclusively(8, async () => undefined);
    });
    await Promise.all([1, 2, 3].flatMap(() => [database.exclusively(7, work), other.exclusively(7, work)]));
    expect(await values()).toEqual([6, 0]);
    await other.onApplicationShutdown();
  });

  it('frees the lock when the work fails', async () => {
    await expect(database.exclusively(7, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await database.exclusively(7, async () => 'free')).toBe('free');
  });

  it('tells the fault of the work even when its connection is gone, and loses none', async () => {
    for (let round = 0; round < 25; round++) {
      await expect(
        database.exclusively(9, async () => {
          await sql.query(
            `SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objid = 9 AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
          );
          // The end of the connection is here already; the next turn reads it from the socket.
          await new Promise((resolve) => setTimeout(resolve, 10));
          throw new Error('the work failed');
        }),
      ).rejects.toThrow('the work failed');
    }
    expect(await database.exclusively(9, async () => 'free')).toBe('free');
  });
});

describe.each([
  ['app', createAppDataSource],
  ['billing', createBillingDataSource],
] as const)('the migrations of %s', (name, create) => {
  let fresh: TestDatabases;

  beforeEach(async () => {
    fresh = await createTestDatabases();
  });
  afterEach(() => fresh.drop());

  async function schema(): Promise<string> {
    const client = new pg.Client({ connectionString: fresh.urls[name] });
    await client.connect();
    const { rows } = await client.query<{ line: string }>(`
      SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS line
        FROM information_schema.columns WHERE table_schema = 'public'
      UNION ALL SELECT pg_get_constraintdef(oid, true) || ' ' || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT format('%s: %s', relname, privilege_type) FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner)))
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      ORDER BY line`);
    await client.end();
    return rows.map(({ line }) => line).join('\n');
  }

  async function empty(): Promise<void> {
    const client = new pg.Client({ connectionString: fresh.urls[name] });
    await client.connect();
    await client.query('DROP SCHEMA public CASCADE');
    await client.query('CREATE SCHEMA public');
    await client.end();
  }

  it('run on an empty database, by two gateways that start at once, each migration once', async () => {
    const expected = await schema();
    await empty();
    const gateways = await Promise.all([1, 2].map(() => create(fresh.urls[name]).initialize()));
    const done = await Promise.all(gateways.map(migrate));
    expect(done.flat().toSorted()).toEqual(gateways[0]?.migrations.map((migration) => migration.name).toSorted());
    await Promise.all(gateways.map((gateway) => gateway.destroy()));
    expect(await schema()).toBe(expected);
  });

  it('can be undone, the newest one, and run again to the same schema', async () => {
    const expected = await schema();
    const gateway = await create(fresh.urls[name]).initialize();
    await gateway.undoLastMigration({ transaction: 'each' });
    expect(await schema()).not.toBe(expected);
    expect(await migrate(gateway)).toHaveLength(1);
    await gateway.destroy();
    expect(await schema()).toBe(expected);
  });

  it('leave the schema as the entities describe it', async () => {
    const gateway = await create(fresh.urls[name]).initialize();
    const { upQueries } = await gateway.driver.createSchemaBuilder().log();
    await gateway.destroy();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});

it('knows the SQLSTATE of what the driver threw', async () => {
  const error = await database.query('SELECT 1 / 0').catch((thrown: unknown) => thrown);
  expect(postgresErrorOf(error)?.code).toBe('22012');
});
