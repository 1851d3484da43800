import { Injectable } from '@nestjs/common';
import type { DatabaseHealthDto, GatewayDto, HealthDto } from '@nyla/contracts';
import { AicoreFacade } from '../aicore/aicore.facade.js';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { MailFacade } from '../mail/mail.facade.js';
import { type GatewayRow, GatewaysRepository } from './gateways.repository.js';

/** How providers, databases, gateways and mails are, for the operator. */
@Injectable()
export class HealthAdminService {
  constructor(
    private readonly gateways: GatewaysRepository,
    private readonly aicore: AicoreFacade,
    private readonly mails: MailFacade,
    private readonly clock: Clock,
  ) {}

  async get(): Promise<HealthDto> {
    const databases = await Promise.all(
      this.gateways.databases.map(({ name, database }) => this.databaseHealth(name, database)),
    );
    const at = this.clock.now().toISOString();
    // Figures are in a database, too: where one is away there are none, and it says why.
    if (databases.some(({ reachable }) => !reachable))
      return { at, databases, connectors: [], gateways: [], mails: null };
    const [connectors, gateways, mails] = await Promise.all([
      this.aicore.connectorHealth(),
      this.gateways.list(),
      this.mails.health(),
    ]);
    return { at, databases, connectors, gateways: gateways.map(gatewayDto), mails };
  }

  private async databaseHealth(name: string, database: Database): Promise<DatabaseHealthDto> {
    try {
      const started = performance.now();
      await this.gateways.ping(database);
      const answerMs = Math.ceil(performance.now() - started);
      const row = await this.gateways.describe(database);
      return {
        name: row?.name ?? name,
        reachable: true,
        version: row?.version ?? null,
        answerMs,
        sizeBytes: row ? Number(row.size) : null,
        connections: row ? Number(row.connections) : null,
        connectionsMax: row ? Number(row.connectionsMax) : null,
      };
    } catch {
      const nothing = { version: null, answerMs: null, sizeBytes: null, connections: null, connectionsMax: null };
      return { name, reachable: false, ...nothing };
    }
  }
}

function gatewayDto({ startedAt, seenAt, ...row }: GatewayRow): GatewayDto {
  return { ...row, startedAt: startedAt.toISOString(), seenAt: seenAt.toISOString() };
}
