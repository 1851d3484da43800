import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { type Observable, Subject } from 'rxjs';
import type { Database } from './database.js';

const RECONNECT_MS = 2_000;

/**
 * A PostgreSQL channel between gateways, on a connection of its own that is opened anew when it breaks. Messages may
 * get lost or come twice: they say that there is something to read, never what.
 */
export class NotificationChannel {
  private readonly logger = new Logger(NotificationChannel.name);
  private readonly received = new Subject<string>();
  private client: pg.PoolClient | undefined;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    /** A plain lower-case name. */
    private readonly name: string,
  ) {}

  /** What any gateway sent, this one too. */
  get messages(): Observable<string> {
    return this.received;
  }

  async open(): Promise<void> {
    if (this.isStopped) return;
    let client: pg.PoolClient | undefined;
    try {
      client = await this.database.connect();
      if (this.isStopped) return client.release(true);
      this.client = client;
      client.on('notification', ({ payload }) => {
        if (payload !== undefined) this.received.next(payload);
      });
      client.on('error', () => this.reopen(client));
      await client.query(`LISTEN ${this.name}`);
    } catch {
      this.reopen(client);
    }
  }

  close(): void {
    this.isStopped = true;
    this.client?.release(true);
    this.client = undefined;
    this.received.complete();
  }

  /** At most 8000 bytes. What cannot be sent is not: whoever waits also asks from time to time. */
  async send(message: string): Promise<void> {
    if (this.isStopped) return;
    await this.database
      .prepared('channel_notify', 'SELECT pg_notify($1, $2)', [this.name, message])
      .catch(() => undefined);
  }

  /**
   * Once for each connection, though it may be told twice that one broke: by the event and by its query. A second
   * connection would never be given back, and the pool would wait for it when the gateway ends.
   */
  private reopen(broken: pg.PoolClient | undefined): void {
    if (this.isStopped || this.client !== broken) return;
    this.logger.warn(`lost the connection of the channel ${this.name}; trying again`);
    this.client = undefined;
    broken?.release(true);
    setTimeout(() => void this.open(), RECONNECT_MS).unref();
  }
}
