import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SavedFilterDto, SavedFilterPageDto, SaveFilterDto, UpdateSavedFilterDto } from '@nyla/contracts';
import { UuidParam } from '../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../rbac/access.decorator.js';
import { SavedFiltersService } from './saved-filters.service.js';

@ApiTags('billing')
@Controller('billing/saved-filters')
@RequirePermission('data.billing.transactions.own')
export class SavedFiltersController {
  constructor(private readonly filters: SavedFiltersService) {}

  @Get()
  @ApiOperation({ summary: "The caller's own filters on bookings in this mandate" })
  @ApiOkResponse({ type: SavedFilterPageDto })
  list(): Promise<SavedFilterPageDto> {
    return this.filters.list();
  }

  @Post()
  @ApiOperation({ summary: 'Keeps a filter on bookings under a name' })
  @ApiCreatedResponse({ type: SavedFilterDto })
  save(@Body() body: SaveFilterDto): Promise<SavedFilterDto> {
    return this.filters.save(body);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Gives a kept filter another name or other values' })
  @ApiOkResponse({ type: SavedFilterDto })
  update(@Param('id', UuidParam) id: string, @Body() body: UpdateSavedFilterDto): Promise<SavedFilterDto> {
    return this.filters.update(id, body);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Removes a kept filter' })
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id', UuidParam) id: string): Promise<void> {
    return this.filters.remove(id);
  }
}
