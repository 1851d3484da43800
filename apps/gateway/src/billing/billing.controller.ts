import { Body, Controller, Get, type MessageEvent, Put, Sse } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { AccountPageDto, BalanceDto, BillingSettingsDto, UpdateBillingSettingsDto, WarningsDto } from '@nyla/contracts';
import { finalize, interval, type MonoTypeOperatorFunction, map, merge, type Observable, takeUntil, timer } from 'rxjs';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError } from '../common/errors/domain-error.js';
import { RequirePermission } from '../rbac/access.decorator.js';
import { BalanceService } from './balance.service.js';
import { SettingsService } from './settings.service.js';
import { WarningsService } from './warnings/warnings.service.js';

/** Keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 25_000;
/** A stream ends after this long; its reader connects again, and who has lost the right to it is refused then. */
const WATCH_MS = 10 * 60_000;
/** Open streams of one person on one gateway: more tabs than anybody reads. */
const MAX_STREAMS = 30;

@ApiTags('billing')
@Controller('billing')
export class BillingController {
  private readonly openStreams = new Map<string, number>();

  constructor(
    private readonly balances: BalanceService,
    private readonly settings: SettingsService,
    private readonly warnings: WarningsService,
    private readonly context: RequestContext,
  ) {}

  @Get('balance')
  @ApiOperation({ summary: 'The balance of the account that pays for the caller' })
  @RequirePermission('data.billing.balance.read')
  @ApiOkResponse({ type: BalanceDto })
  getBalance(): Promise<BalanceDto> {
    return this.balances.getBalance(this.context.mandate.id, this.context.caller.userId);
  }

  /** The balance now and after every change, as events named `balance`. */
  @Sse('balance/events')
  @ApiOperation({ summary: 'The balance now and after every change, as events named `balance`' })
  @RequirePermission('data.billing.balance.read')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: BalanceDto })
  watchBalance(): Observable<MessageEvent> {
    const changes = this.balances.watch(this.context.mandate.id, this.context.caller.userId);
    return merge(
      changes.pipe(map((balance) => ({ type: 'balance', data: balance }))),
      interval(KEEP_ALIVE_MS).pipe(map(() => ({ type: 'ping', data: '' }))),
    ).pipe(takeUntil(timer(WATCH_MS)), this.counted(this.context.caller.userId));
  }

  /** @throws DomainError common.too_many_requests for a person with too many streams open. */
  private counted<T>(userId: string): MonoTypeOperatorFunction<T> {
    const open = this.openStreams.get(userId) ?? 0;
    if (open >= MAX_STREAMS) throw new DomainError('common.too_many_requests', {});
    this.openStreams.set(userId, open + 1);
    return finalize(() => {
      const left = (this.openStreams.get(userId) ?? 1) - 1;
      if (left > 0) this.openStreams.set(userId, left);
      else this.openStreams.delete(userId);
    });
  }

  @Get('accounts')
  @ApiOperation({ summary: "The mandate's accounts" })
  @RequirePermission('data.billing.transactions.all')
  @ApiOkResponse({ type: AccountPageDto })
  listAccounts(): Promise<AccountPageDto> {
    return this.settings.listAccounts();
  }

  @Get('settings')
  @ApiOperation({ summary: 'Billing settings' })
  @RequirePermission('data.billing.settings.read')
  @ApiOkResponse({ type: BillingSettingsDto })
  getSettings(): Promise<BillingSettingsDto> {
    return this.settings.get();
  }

  @Get('warnings')
  @ApiOperation({ summary: 'What the balance is warned at, in CHF, and whether that has happened' })
  @RequirePermission('data.billing.settings.read')
  @ApiOkResponse({ type: WarningsDto })
  getWarnings(): Promise<WarningsDto> {
    return this.warnings.get();
  }

  @Put('settings')
  @ApiOperation({ summary: 'Changes when to be warned' })
  @RequirePermission('data.billing.settings.write')
  @ApiOkResponse({ type: BillingSettingsDto })
  updateSettings(@Body() body: UpdateBillingSettingsDto): Promise<BillingSettingsDto> {
    return this.settings.update(body);
  }
}
