import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../common/clock.js';
import { GatewayIdentity } from '../common/gateway-identity.js';
import { GatewaysRepository } from './gateways.repository.js';

const BEAT_MS = 15_000;
const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** Says every few seconds that this gateway lives. */
@Injectable()
export class HeartbeatService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(HeartbeatService.name);
  private isEnding = false;

  constructor(
    private readonly gateways: GatewaysRepository,
    private readonly gateway: GatewayIdentity,
    private readonly clock: Clock,
    private readonly http: HttpAdapterHost,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.beat();
  }

  @Interval(BEAT_MS)
  async beat(): Promise<void> {
    // An operator's command serves nobody.
    if (this.isEnding || !this.http.httpAdapter) return;
    try {
      const startedAt = new Date(this.clock.now().getTime() - process.uptime() * 1_000);
      await this.gateways.beat({ id: this.gateway.id, host: hostname(), version: VERSION, startedAt });
      await this.gateways.forget(null);
    } catch (error) {
      this.logger.warn(`could not say that it lives: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    await this.gateways.forget(this.gateway.id).catch(() => undefined);
  }
}
