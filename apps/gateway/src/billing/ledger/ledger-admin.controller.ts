import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HoldPageDto, LedgerTotalsDto, PageQuery, VerificationDto, VerificationPageDto } from '@nyla/contracts';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { LedgerAdminService } from './ledger-admin.service.js';

/** The ledger as a whole, for the operator. */
@ApiTags('operator')
@RequirePermission('data.operator.ledger')
@Controller('admin')
export class LedgerAdminController {
  constructor(private readonly ledger: LedgerAdminService) {}

  @Get('ledger')
  @ApiOperation({ summary: 'Sums over all accounts, and the bookings of today' })
  @ApiOkResponse({ type: LedgerTotalsDto })
  getTotals(): Promise<LedgerTotalsDto> {
    return this.ledger.totals();
  }

  @Get('holds')
  @ApiOperation({ summary: 'Credit that is set aside for calls under way, newest first' })
  @ApiOkResponse({ type: HoldPageDto })
  listHolds(@Query() query: PageQuery): Promise<HoldPageDto> {
    return this.ledger.listHolds(query);
  }

  @Get('verifications')
  @ApiOperation({ summary: 'Verifications of the ledger with their results, newest first' })
  @ApiOkResponse({ type: VerificationPageDto })
  listVerifications(@Query() query: PageQuery): Promise<VerificationPageDto> {
    return this.ledger.listVerifications(query);
  }

  @Get('verifications/:id')
  @ApiOperation({ summary: 'One verification: its progress, then its result' })
  @ApiOkResponse({ type: VerificationDto })
  getVerification(@Param('id', UuidParam) id: string): Promise<VerificationDto> {
    return this.ledger.getVerification(id);
  }

  /** It goes on in the background. */
  @Post('verifications')
  @ApiOperation({ summary: 'Starts to verify the ledger; one at a time over all gateways' })
  @ApiCreatedResponse({ type: VerificationDto })
  startVerification(): Promise<VerificationDto> {
    return this.ledger.startVerification();
  }
}
