import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  MandateAccountPageDto,
  MandateDetailDto,
  MandateHoldPageDto,
  MandateOverviewPageDto,
  MandateOverviewQuery,
  MemberPageDto,
  PageQuery,
  StatisticsDto,
  StatisticsQuery,
  TransactionDetailDto,
  TransactionPageDto,
  TransactionQuery,
  XLSX_MEDIA_TYPE,
} from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { sendFile, wantedFile } from '../exports/send-file.js';
import { HistoryService } from '../history.service.js';
import { MandateDetailService } from './mandate-detail.service.js';
import { OverviewService } from './overview.service.js';
import { OverviewFileService } from './overview-file.service.js';

/** What the operator reads of mandates. */
@ApiTags('operator')
@Controller('admin/mandates')
@RequirePermission('data.operator.mandates.read')
export class MandateController {
  constructor(
    private readonly overview: OverviewService,
    private readonly files: OverviewFileService,
    private readonly details: MandateDetailService,
    private readonly history: HistoryService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All mandates with balance, runway and use; sorted, filtered, or as a file' })
  @ApiProduces('application/json', 'text/csv', XLSX_MEDIA_TYPE)
  @ApiOkResponse({ type: MandateOverviewPageDto })
  async list(
    @Query() query: MandateOverviewQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MandateOverviewPageDto | undefined> {
    const format = wantedFile(query.format, accept);
    if (!format) return this.overview.list(query);
    await sendFile(reply, await this.files.file(query, format));
    return undefined;
  }

  @Get(':id')
  @ApiOperation({ summary: 'One mandate: figures, settings, address, suspension' })
  @ApiOkResponse({ type: MandateDetailDto })
  get(@Param('id', UuidParam) mandateId: string): Promise<MandateDetailDto> {
    return this.details.get(mandateId);
  }

  @Get(':id/accounts')
  @ApiOperation({ summary: "A mandate's accounts, its own first" })
  @ApiOkResponse({ type: MandateAccountPageDto })
  listAccounts(@Param('id', UuidParam) mandateId: string, @Query() query: PageQuery): Promise<MandateAccountPageDto> {
    return this.details.listAccounts(mandateId, query);
  }

  @Get(':id/members')
  @ApiOperation({ summary: "A mandate's members, the newest first" })
  @ApiOkResponse({ type: MemberPageDto })
  listMembers(@Param('id', UuidParam) mandateId: string, @Query() query: PageQuery): Promise<MemberPageDto> {
    return this.details.listMembers(mandateId, query);
  }

  @Get(':id/holds')
  @ApiOperation({ summary: 'Calls of a mandate that are running, the newest first' })
  @ApiOkResponse({ type: MandateHoldPageDto })
  listHolds(@Param('id', UuidParam) mandateId: string, @Query() query: PageQuery): Promise<MandateHoldPageDto> {
    return this.details.listHolds(mandateId, query);
  }

  @Get(':id/transactions')
  @ApiOperation({ summary: 'Bookings of a mandate, newest first' })
  @ApiOkResponse({ type: TransactionPageDto })
  async listTransactions(
    @Param('id', UuidParam) mandateId: string,
    @Query() query: TransactionQuery,
  ): Promise<TransactionPageDto> {
    await this.details.require(mandateId);
    return this.history.listOf(mandateId, query);
  }

  @Get(':id/transactions/:transactionId')
  @ApiOperation({ summary: 'One booking of a mandate with its receipt' })
  @ApiOkResponse({ type: TransactionDetailDto })
  getTransaction(
    @Param('id', UuidParam) mandateId: string,
    @Param('transactionId', UuidParam) transactionId: string,
  ): Promise<TransactionDetailDto> {
    return this.history.getOf(mandateId, transactionId);
  }

  @Get(':id/statistics')
  @ApiOperation({ summary: 'Sums of usage of a mandate by up to three groupings' })
  @ApiOkResponse({ type: StatisticsDto })
  async getStatistics(
    @Param('id', UuidParam) mandateId: string,
    @Query() query: StatisticsQuery,
  ): Promise<StatisticsDto> {
    await this.details.require(mandateId);
    return this.history.statisticsOf(mandateId, query);
  }
}
