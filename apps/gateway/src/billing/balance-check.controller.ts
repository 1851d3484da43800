import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { BalanceCheckDto } from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError } from '../common/errors/domain-error.js';
import { sendEvents } from '../common/http/event-stream.js';
import { StreamLimit } from '../common/http/stream-limit.js';
import { RequirePermission } from '../rbac/access.decorator.js';
import { BalanceCheckService, type CheckStep } from './ledger/balance-check.service.js';

/** Checks of one person on one gateway at a time: each reads the whole account. */
const MAX_CHECKS = 2;

@ApiTags('billing')
@Controller('billing/check')
@RequirePermission('data.billing.balance.read')
export class BalanceCheckController {
  private readonly limit = new StreamLimit(MAX_CHECKS);

  constructor(
    private readonly checks: BalanceCheckService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Whether balances are the sums of their bookings: recomputed now, reading only' })
  @ApiOkResponse({ type: BalanceCheckDto })
  async check(): Promise<BalanceCheckDto> {
    const last = await lastValueFrom(await this.steps());
    if (last.type !== 'result') throw new DomainError('common.internal');
    return last.data;
  }

  /** The same, with events named `progress` on the way and `result` at the end. */
  @Get('events')
  @ApiOperation({ summary: 'The same, with events named `progress` on the way and `result` at the end' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: BalanceCheckDto })
  async follow(@Res() reply: FastifyReply): Promise<void> {
    sendEvents(reply, await this.steps());
  }

  /** Whoever unsubscribes ends the generator, and with it the reading. */
  private async steps(): Promise<Observable<CheckStep>> {
    const steps = await this.checks.begin();
    return from(steps).pipe(this.limit.counted(this.context.caller.userId));
  }
}
