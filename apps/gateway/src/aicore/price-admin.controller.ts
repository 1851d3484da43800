import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  FxRateDto,
  FxRatePageDto,
  NewFxRateDto,
  NewPriceDto,
  PageQuery,
  PriceQuery,
  PriceVersionDto,
  PriceVersionPageDto,
} from '@nyla/contracts';
import { UuidParam } from '../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../rbac/access.decorator.js';
import { PriceAdminService } from './price-admin.service.js';
import { FxAdminService } from './price-admin-fx.service.js';

/** The operator's price list and exchange rates. */
@ApiTags('operator')
@RequirePermission('data.operator.prices')
@Controller('admin')
export class PriceAdminController {
  constructor(
    private readonly prices: PriceAdminService,
    private readonly rates: FxAdminService,
  ) {}

  @Get('prices')
  @ApiOperation({ summary: 'Prices in USD, with their history and what customers pay' })
  @ApiOkResponse({ type: PriceVersionPageDto })
  listPrices(@Query() query: PriceQuery): Promise<PriceVersionPageDto> {
    return this.prices.list(query);
  }

  @Post('prices')
  @ApiOperation({ summary: 'Adds a price from now, or from a later moment, on' })
  @ApiCreatedResponse({ type: PriceVersionDto })
  addPrice(@Body() body: NewPriceDto): Promise<PriceVersionDto> {
    return this.prices.add(body);
  }

  /** Never one that has begun: bookings may point at it. A repeat answers the same. */
  @Post('prices/:id/withdraw')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes a price back that has not begun' })
  @ApiOkResponse({ type: PriceVersionDto })
  withdrawPrice(@Param('id', UuidParam) id: string): Promise<PriceVersionDto> {
    return this.prices.withdraw(id);
  }

  @Get('fx-rates')
  @ApiOperation({ summary: 'Exchange rates of the US dollar, with their history' })
  @ApiOkResponse({ type: FxRatePageDto })
  listFxRates(@Query() query: PageQuery): Promise<FxRatePageDto> {
    return this.rates.list(query);
  }

  @Post('fx-rates')
  @ApiOperation({ summary: 'Adds an exchange rate from now, or from a later moment, on' })
  @ApiCreatedResponse({ type: FxRateDto })
  addFxRate(@Body() body: NewFxRateDto): Promise<FxRateDto> {
    return this.rates.add(body);
  }

  @Post('fx-rates/:id/withdraw')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes an exchange rate back that has not begun' })
  @ApiOkResponse({ type: FxRateDto })
  withdrawFxRate(@Param('id', UuidParam) id: string): Promise<FxRateDto> {
    return this.rates.withdraw(id);
  }
}
