import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Headers } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { DomainError, NotFoundError } from '../common/errors/domain-error.js';
import { Env } from '../config/env.js';
import { AppDatabase } from '../database/app-database.js';
import { BillingDatabase } from '../database/billing-database.js';
import { Public } from '../rbac/access.decorator.js';

@ApiTags('health')
@Controller()
export class HealthController {
  private readonly registry = new Registry();

  constructor(
    private readonly env: Env,
    private readonly app: AppDatabase,
    private readonly billing: BillingDatabase,
  ) {
    collectDefaultMetrics({ register: this.registry });
  }

  @Public()
  @Get('health/live')
  @ApiOperation({ summary: 'Whether the process lives' })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Public()
  @Get('health/ready')
  @ApiOperation({ summary: 'Whether the databases answer' })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  async ready(): Promise<{ status: 'ok' }> {
    try {
      await Promise.all([this.app.query('SELECT 1'), this.billing.query('SELECT 1')]);
    } catch (cause) {
      const error = new DomainError('common.unavailable');
      error.cause = cause;
      throw error;
    }
    return { status: 'ok' };
  }

  /** Process metrics for Prometheus; only with METRICS_TOKEN set, and only for who sends it. */
  @Public()
  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiExcludeEndpoint()
  metrics(@Headers('authorization') authorization = ''): Promise<string> {
    const expected = Buffer.from(`Bearer ${this.env.METRICS_TOKEN ?? ''}`);
    const given = Buffer.from(authorization);
    if (!this.env.METRICS_TOKEN || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new NotFoundError();
    }
    return this.registry.metrics();
  }
}
