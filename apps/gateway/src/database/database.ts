import { AsyncLocalStorage } from 'node:async_hooks';
import type { OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral, QueryRunner, Repository } from 'typeorm';
import { isRetryable } from '../common/errors/database-error.js';

const MAX_ATTEMPTS = 8;
const BACK_OFF_MS = 5;
/** A process that was killed keeps its locks until PostgreSQL has noticed. */
const LOCK_TRIES = 15;
const LOCK_PAUSE_MS = 200;

/** A transaction under way. It ends before what was started in it and not awaited: timers, events. */
interface Transaction {
  readonly manager: EntityManager;
  open: boolean;
}

/**
 * One of the two databases. Services open transactions with `run`; repositories use `manager`, which is the
 * transaction's inside `run` and an ordinary connection of the pool outside.
 */
export abstract class Database implements OnApplicationShutdown {
  private readonly current = new AsyncLocalStorage<Transaction>();

  constructor(readonly dataSource: DataSource) {}

  get manager(): EntityManager {
    const transaction = this.current.getStore();
    return transaction?.open ? transaction.manager : this.dataSource.manager;
  }

  private get isInTransaction(): boolean {
    return this.current.getStore()?.open ?? false;
  }

  repository<T extends ObjectLiteral>(entity: EntityTarget<T>): Repository<T> {
    return this.manager.getRepository(entity);
  }

  /**
   * Runs `work` in one transaction. On a serialization failure or a deadlock the whole function runs again, so it
   * must not do anything outside the database. A nested `run` joins the outer transaction.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isInTransaction) return work();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.dataSource.transaction((manager) => this.inTransaction(manager, work));
      } catch (error) {
        if (!isRetryable(error) || attempt === MAX_ATTEMPTS) throw error;
        await pause(Math.random() * BACK_OFF_MS * 2 ** attempt);
      }
    }
  }

  private async inTransaction<T>(manager: EntityManager, work: () => Promise<T>): Promise<T> {
    const transaction = { manager, open: true };
    try {
      return await this.current.run(transaction, work);
    } finally {
      transaction.open = false;
    }
  }

  /**
   * A named, prepared statement, for what every call asks: worth 1.9× on short statements. Outside `run` it is a
   * transaction of its own. `name` must belong to one text only.
   */
  async prepared<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    if (this.isInTransaction) return this.query<Row>(text, values);
    const { rows } = await this.pool.query<Row>({ name, text, values });
    return rows;
  }

  /** SQL with positional parameters; the rows that it selects or returns. */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    // TypeORM's own way to a connection costs as much as a short statement does.
    if (!this.isInTransaction) return (await this.pool.query<Row & pg.QueryResultRow>(sql, [...parameters])).rows;
    const answer = await this.manager.query<Row[] | [Row[], number]>(sql, [...parameters]);
    return isCounted(answer) ? answer[0] : answer;
  }

  /** Runs `work` while no other process runs work under the same number; it may open transactions of its own. */
  async exclusively<T>(lock: number, work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.query('SELECT pg_advisory_lock($1)', [lock]);
      return await work();
    } finally {
      // A broken connection has lost its lock; it must go back to the pool all the same, to be thrown away there.
      await runner.query('SELECT pg_advisory_unlock($1)', [lock]).catch(() => undefined);
      await runner.release();
    }
  }

  /** As `exclusively`, but gives up, and answers undefined, when somebody else is at it for longer than a few seconds. */
  async attemptExclusively<T>(lock: number, work: () => Promise<T>): Promise<{ readonly result: T } | undefined> {
    const runner = this.dataSource.createQueryRunner();
    try {
      if (!(await isGranted(runner, lock))) return undefined;
      return { result: await work() };
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [lock]).catch(() => undefined);
      await runner.release();
    }
  }

  /** A connection of its own, for LISTEN. */
  connect(): Promise<pg.PoolClient> {
    return this.pool.connect();
  }

  // TypeORM hides its pool behind an untyped driver; this is the one place that reaches through.
  private get pool(): pg.Pool {
    return (this.dataSource.driver as unknown as { readonly master: pg.Pool }).master;
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

/** TypeORM answers UPDATE and DELETE with the rows and their count, everything else with the rows. */
function isCounted<Row>(answer: Row[] | [Row[], number]): answer is [Row[], number] {
  return answer.length === 2 && Array.isArray(answer[0]);
}

async function isGranted(runner: QueryRunner, lock: number): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS granted', [lock])) as { granted: boolean }[];
    if (row?.granted) return true;
    if (attempt === LOCK_TRIES) return false;
    await pause(LOCK_PAUSE_MS);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
