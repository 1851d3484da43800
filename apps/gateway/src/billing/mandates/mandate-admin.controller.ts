import { Body, Controller, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CreatedMandateDto,
  CreateMandateDto,
  MandateDetailDto,
  ReactivateMandateDto,
  RenameMandateDto,
  SuspendMandateDto,
} from '@nyla/contracts';
import { IdempotencyKey } from '../../common/http/idempotency-key.decorator.js';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { MandateAdminService } from './mandate-admin.service.js';
import { MandateDetailService } from './mandate-detail.service.js';
import { SuspensionService } from './suspension.service.js';

/** What the operator does with mandates. */
@ApiTags('operator')
@Controller('admin/mandates')
@RequirePermission('data.operator.mandates.write')
export class MandateAdminController {
  constructor(
    private readonly mandates: MandateAdminService,
    private readonly suspension: SuspensionService,
    private readonly details: MandateDetailService,
  ) {}

  /** A repeat with the same key makes no second mandate; it answers with a new link, as the first is kept nowhere. */
  @Post()
  @ApiOperation({ summary: 'Makes a mandate and invites its first admin' })
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: CreatedMandateDto })
  create(@Body() body: CreateMandateDto, @IdempotencyKey({ required: true }) key: string): Promise<CreatedMandateDto> {
    return this.mandates.create(body, key);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Renames a mandate' })
  @ApiOkResponse({ type: MandateDetailDto })
  async rename(
    @Param('id', UuidParam) mandateId: string,
    @Body() { name }: RenameMandateDto,
  ): Promise<MandateDetailDto> {
    await this.mandates.rename(mandateId, name);
    return this.details.get(mandateId);
  }

  /** From the answer on every gateway refuses its calls; those that are running end, and are booked. */
  @Post(':id/suspend')
  @HttpCode(200)
  @ApiOperation({ summary: 'Suspends a mandate: no call and no change any more, on no gateway' })
  @ApiOkResponse({ type: MandateDetailDto })
  async suspend(
    @Param('id', UuidParam) mandateId: string,
    @Body() { reason }: SuspendMandateDto,
  ): Promise<MandateDetailDto> {
    await this.suspension.suspend(mandateId, reason);
    return this.details.get(mandateId);
  }

  @Post(':id/reactivate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ends the suspension of a mandate' })
  @ApiOkResponse({ type: MandateDetailDto })
  async reactivate(
    @Param('id', UuidParam) mandateId: string,
    @Body() { reason }: ReactivateMandateDto,
  ): Promise<MandateDetailDto> {
    await this.suspension.reactivate(mandateId, reason);
    return this.details.get(mandateId);
  }
}
