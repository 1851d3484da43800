import { AsyncLocalStorage } from 'node:async_hooks';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral, Repository } from 'typeorm';
import { isRetryable } from '../common/errors/database-error.js';

const MAX_ATTEMPTS = 8;
const BACK_OFF_MS = 5;

/**
 * One of the two databases. Services open transactions with `run`; repositories use `manager`, which is the
 * transaction's inside `run` and an ordinary connection of the pool outside.
 */
export abstract class Database implements OnApplicationShutdown {
  private readonly current = new AsyncLocalStorage<EntityManager>();

  constructor(readonly dataSource: DataSource) {}

  get manager(): EntityManager {
    return this.current.getStore() ?? this.dataSource.manager;
  }

  protected get isInTransaction(): boolean {
    return this.current.getStore() !== undefined;
  }

  repository<T extends ObjectLiteral>(entity: EntityTarget<T>): Repository<T> {
    return this.manager.getRepository(entity);
  }

  /**
   * Runs `work` in one transaction. On a serialization failure or a deadlock the whole function runs again, so it
   * must not do anything outside the database. A nested `run` joins the outer transaction.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.current.getStore()) return work();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.dataSource.transaction((manager) => this.current.run(manager, work));
      } catch (error) {
        if (!isRetryable(error) || attempt === MAX_ATTEMPTS) throw error;
        await pause(Math.random() * BACK_OFF_MS * 2 ** attempt);
      }
    }
  }

  /** SQL with positional parameters; rows as the driver returns them. */
  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.manager.query<Row[]>(sql, [...parameters]);
  }

  /** Runs `work` while no other process runs work under the same number; it may open transactions of its own. */
  async exclusively<T>(lock: number, work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.query('SELECT pg_advisory_lock($1)', [lock]);
      return await work();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [lock]);
      await runner.release();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
