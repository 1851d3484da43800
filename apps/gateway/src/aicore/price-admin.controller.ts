import { Body, Controller, Get, Post, Query } from '@nestjs/common';
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
import { RequirePermission } from '../rbac/access.decorator.js';
import { PriceAdminService } from './price-admin.service.js';

/** The operator's price list and exchange rates. */
@ApiTags('operator')
@RequirePermission('data.operator.prices')
@Controller('admin')
export class PriceAdminController {
  constructor(private readonly prices: PriceAdminService) {}

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

  @Get('fx-rates')
  @ApiOperation({ summary: 'Exchange rates of the US dollar, with their history' })
  @ApiOkResponse({ type: FxRatePageDto })
  listFxRates(@Query() query: PageQuery): Promise<FxRatePageDto> {
    return this.prices.listFxRates(query);
  }

  @Post('fx-rates')
  @ApiOperation({ summary: 'Adds an exchange rate from now, or from a later moment, on' })
  @ApiCreatedResponse({ type: FxRateDto })
  addFxRate(@Body() body: NewFxRateDto): Promise<FxRateDto> {
    return this.prices.addFxRate(body);
  }
}
