import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NewTaxSettingDto, TaxSettingDto, TaxSettingsDto } from '@nyla/contracts';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { TaxService } from './tax.service.js';

/** From when the operator charges MWST. */
@ApiTags('operator')
@RequirePermission('data.operator.prices')
@Controller('admin/tax')
export class TaxController {
  constructor(private readonly taxes: TaxService) {}

  @Get()
  @ApiOperation({ summary: 'Whether the operator is registered for MWST, by day' })
  @ApiOkResponse({ type: TaxSettingsDto })
  list(): Promise<TaxSettingsDto> {
    return this.taxes.list();
  }

  @Post()
  @ApiOperation({ summary: 'Adds what holds from a day on; statements already made stay as they are' })
  @ApiCreatedResponse({ type: TaxSettingDto })
  add(@Body() body: NewTaxSettingDto): Promise<TaxSettingDto> {
    return this.taxes.add(body);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes a setting back that was entered by mistake' })
  @ApiOkResponse({ type: TaxSettingDto })
  withdraw(@Param('id', UuidParam) id: string): Promise<TaxSettingDto> {
    return this.taxes.withdraw(id);
  }
}
