import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  ForecastDto,
  StatisticsDto,
  StatisticsQuery,
  TransactionDetailDto,
  TransactionFilterQuery,
  TransactionPageDto,
  TransactionQuery,
  TransactionSummaryDto,
  XLSX_MEDIA_TYPE,
} from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import { UuidParam } from '../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../rbac/access.decorator.js';
import { ExportService } from './exports/export.service.js';
import { sendFile, wantedFile } from './exports/send-file.js';
import { ForecastService } from './forecast.service.js';
import { HistoryService } from './history.service.js';

@ApiTags('billing')
@Controller('billing')
@RequirePermission('data.billing.transactions.own')
export class HistoryController {
  constructor(
    private readonly history: HistoryService,
    private readonly exports: ExportService,
    private readonly forecasts: ForecastService,
  ) {}

  /** Bookings, newest first. Whoever may not see the mandate's sees the own ones. */
  @Get('transactions')
  @ApiOperation({ summary: 'Bookings, newest first; the own ones for whoever may not see all' })
  @ApiProduces('application/json', 'text/csv', XLSX_MEDIA_TYPE)
  @ApiOkResponse({ type: TransactionPageDto })
  async listTransactions(
    @Query() query: TransactionQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionPageDto | undefined> {
    const format = wantedFile(query.format, accept);
    if (!format) return this.history.list(query);
    await sendFile(reply, await this.exports.bookings(query, format));
    return undefined;
  }

  @Get('transactions/summary')
  @ApiOperation({ summary: 'Sums over everything that the filter matches' })
  @ApiOkResponse({ type: TransactionSummaryDto })
  sumTransactions(@Query() query: TransactionFilterQuery): Promise<TransactionSummaryDto> {
    return this.history.summary(query);
  }

  @Get('transactions/:id')
  @ApiOperation({ summary: 'One booking with its receipt' })
  @ApiOkResponse({ type: TransactionDetailDto })
  getTransaction(@Param('id', UuidParam) id: string): Promise<TransactionDetailDto> {
    return this.history.get(id);
  }

  @Get('statistics')
  @ApiOperation({ summary: 'Sums of usage by up to three groupings' })
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: StatisticsDto })
  async getStatistics(
    @Query() query: StatisticsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatisticsDto | undefined> {
    if (wantedFile(query.format, accept) !== 'csv') return this.history.sums(query);
    await sendFile(reply, await this.exports.statistics(query));
    return undefined;
  }

  @Get('forecast')
  @ApiOperation({ summary: 'What this month will cost, and how that is computed' })
  @ApiOkResponse({ type: ForecastDto })
  getForecast(): Promise<ForecastDto> {
    return this.forecasts.forecast();
  }
}
