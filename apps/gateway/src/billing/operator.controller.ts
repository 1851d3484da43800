import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdjustmentRequestDto, CreditRequestDto, TransactionDto } from '@nyla/contracts';
import { IdempotencyKey } from '../common/http/idempotency-key.decorator.js';
import { UuidParam } from '../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../rbac/access.decorator.js';
import { OperatorService } from './operator.service.js';

@ApiTags('operator')
@Controller('admin/mandates')
export class OperatorController {
  constructor(private readonly operator: OperatorService) {}

  /** Books credit for a mandate, or for one of its members under PREPAY_USER. */
  @Post(':id/credits')
  @ApiOperation({ summary: 'Books credit for a mandate or one of its members' })
  @RequirePermission('data.operator.credit')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: TransactionDto })
  credit(
    @Param('id', UuidParam) mandateId: string,
    @Body() body: CreditRequestDto,
    @IdempotencyKey({ required: true }) key: string,
  ): Promise<TransactionDto> {
    return this.operator.credit(mandateId, body, key);
  }

  /** Corrects a booking by reversing it. */
  @Post(':id/adjustments')
  @ApiOperation({ summary: 'Corrects a booking by reversing it' })
  @RequirePermission('data.operator.credit')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: TransactionDto })
  adjust(
    @Param('id', UuidParam) mandateId: string,
    @Body() body: AdjustmentRequestDto,
    @IdempotencyKey({ required: true }) key: string,
  ): Promise<TransactionDto> {
    return this.operator.adjust(mandateId, body, key);
  }
}
