import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  BookTopUpRequestDto,
  DeclineTopUpRequestDto,
  MandateSettingsDto,
  TopUpDto,
  TopUpRequestPageDto,
  TopUpRequestQuery,
  UpdateMandateSettingsDto,
} from '@nyla/contracts';
import { IdempotencyKey } from '../../common/http/idempotency-key.decorator.js';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { MandateSettingsService } from './mandate-settings.service.js';
import { RequestInboxService } from './request-inbox.service.js';

/** The operator's side of credit: requests of mandates, and how each mandate is billed. */
@ApiTags('operator')
@Controller('admin')
export class OperatorCreditController {
  constructor(
    private readonly inbox: RequestInboxService,
    private readonly settings: MandateSettingsService,
  ) {}

  @Get('top-up-requests')
  @ApiOperation({ summary: 'Requests for credit of all mandates, newest first' })
  @RequirePermission('data.operator.credit')
  @ApiOkResponse({ type: TopUpRequestPageDto })
  listRequests(@Query() query: TopUpRequestQuery): Promise<TopUpRequestPageDto> {
    return this.inbox.list(query);
  }

  @Post('top-up-requests/:id/booking')
  @ApiOperation({ summary: 'Books credit for a request' })
  @RequirePermission('data.operator.credit')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: TopUpDto })
  bookRequest(
    @Param('id', UuidParam) id: string,
    @Body() body: BookTopUpRequestDto,
    @IdempotencyKey({ required: true }) key: string,
  ): Promise<TopUpDto> {
    return this.inbox.book(id, body, key);
  }

  @Post('top-up-requests/:id/refusal')
  @HttpCode(200)
  @ApiOperation({ summary: 'Declines a request, with a reason' })
  @RequirePermission('data.operator.credit')
  @ApiOkResponse({ type: TopUpDto })
  declineRequest(@Param('id', UuidParam) id: string, @Body() body: DeclineTopUpRequestDto): Promise<TopUpDto> {
    return this.inbox.decline(id, body);
  }

  @Get('mandates/:id/settings')
  @ApiOperation({ summary: "A mandate's billing settings" })
  @RequirePermission('data.operator.mandates.read')
  @ApiOkResponse({ type: MandateSettingsDto })
  getSettings(@Param('id', UuidParam) mandateId: string): Promise<MandateSettingsDto> {
    return this.settings.get(mandateId);
  }

  @Put('mandates/:id/settings')
  @ApiOperation({ summary: 'Changes billing model, limits and markup of a mandate' })
  @RequirePermission('data.operator.mandates.write')
  @ApiOkResponse({ type: MandateSettingsDto })
  updateSettings(
    @Param('id', UuidParam) mandateId: string,
    @Body() body: UpdateMandateSettingsDto,
  ): Promise<MandateSettingsDto> {
    return this.settings.update(mandateId, body);
  }
}
