import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  BillingAddressDto,
  CreateTopUpDto,
  CreateTopUpRequestDto,
  CreateTransferDto,
  MemberAccountPageDto,
  PageQuery,
  TopUpDto,
  TopUpOptionsDto,
  TopUpPageDto,
  TransferDto,
  UpdateBillingAddressDto,
} from '@nyla/contracts';
import { IdempotencyKey } from '../../common/http/idempotency-key.decorator.js';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { AddressService } from './address.service.js';
import { TopUpRequestsService } from './top-up-requests.service.js';
import { TopUpsService } from './top-ups.service.js';
import { TransfersService } from './transfers.service.js';

/** How a mandate gets credit, divides it among its members, and who is invoiced. */
@ApiTags('billing')
@Controller('billing')
export class CreditController {
  constructor(
    private readonly topUps: TopUpsService,
    private readonly requests: TopUpRequestsService,
    private readonly transfers: TransfersService,
    private readonly addresses: AddressService,
  ) {}

  @Get('top-up-options')
  @ApiOperation({ summary: 'What the mandate may top up by itself this month' })
  @RequirePermission('data.billing.requestTopUp')
  @ApiOkResponse({ type: TopUpOptionsDto })
  getTopUpOptions(): Promise<TopUpOptionsDto> {
    return this.topUps.options();
  }

  @Get('top-ups')
  @ApiOperation({ summary: 'Top-ups and requests for them, newest first' })
  @RequirePermission('data.billing.requestTopUp')
  @ApiOkResponse({ type: TopUpPageDto })
  listTopUps(@Query() query: PageQuery): Promise<TopUpPageDto> {
    return this.requests.list(undefined, query);
  }

  @Post('top-ups')
  @ApiOperation({ summary: 'Books credit at once, within the monthly limit that the operator set' })
  @RequirePermission('data.billing.topUp')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: TopUpDto })
  createTopUp(@Body() body: CreateTopUpDto, @IdempotencyKey({ required: true }) key: string): Promise<TopUpDto> {
    return this.topUps.create(body, key);
  }

  @Get('top-up-requests')
  @ApiOperation({ summary: 'What the mandate asked of the operator, newest first' })
  @RequirePermission('data.billing.requestTopUp')
  @ApiOkResponse({ type: TopUpPageDto })
  listRequests(@Query() query: PageQuery): Promise<TopUpPageDto> {
    return this.requests.list('request', query);
  }

  @Post('top-up-requests')
  @ApiOperation({ summary: 'Asks the operator for credit' })
  @RequirePermission('data.billing.requestTopUp')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: TopUpDto })
  createRequest(
    @Body() body: CreateTopUpRequestDto,
    @IdempotencyKey({ required: true }) key: string,
  ): Promise<TopUpDto> {
    return this.requests.create(body, key);
  }

  @Post('top-up-requests/:id/withdrawal')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes back a request that is still open' })
  @RequirePermission('data.billing.requestTopUp')
  @ApiOkResponse({ type: TopUpDto })
  withdrawRequest(@Param('id', UuidParam) id: string): Promise<TopUpDto> {
    return this.requests.withdraw(id);
  }

  @Get('member-accounts')
  @ApiOperation({ summary: 'Members with their own balances; empty unless the mandate is PREPAY_USER' })
  @RequirePermission('data.billing.transactions.all')
  @ApiOkResponse({ type: MemberAccountPageDto })
  listMemberAccounts(): Promise<MemberAccountPageDto> {
    return this.transfers.listMembers();
  }

  @Post('transfers')
  @ApiOperation({ summary: 'Moves credit between the mandate and its members' })
  @RequirePermission('data.billing.transfer')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: TransferDto })
  createTransfer(
    @Body() body: CreateTransferDto,
    @IdempotencyKey({ required: true }) key: string,
  ): Promise<TransferDto> {
    return this.transfers.transfer(body, key);
  }

  @Get('address')
  @ApiOperation({ summary: 'Who is invoiced' })
  @RequirePermission('data.billing.settings.read')
  @ApiOkResponse({ type: BillingAddressDto })
  getAddress(): Promise<BillingAddressDto> {
    return this.addresses.get();
  }

  @Put('address')
  @ApiOperation({ summary: 'Changes who is invoiced' })
  @RequirePermission('data.billing.address.write')
  @ApiOkResponse({ type: BillingAddressDto })
  updateAddress(@Body() body: UpdateBillingAddressDto): Promise<BillingAddressDto> {
    return this.addresses.update(body);
  }
}
