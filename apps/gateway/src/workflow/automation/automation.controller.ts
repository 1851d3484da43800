import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AutomationDetailDto,
  AutomationPageDto,
  AutomationTemplatePageDto,
  AutomationTemplateQuery,
  EstimateRunDto,
  PageQuery,
  RunEstimateDto,
  SaveAutomationDto,
  ScheduleDto,
  SchedulePreviewDto,
} from '@nyla/contracts';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { AutomationListingService } from './automation-listing.service.js';
import { AutomationsService } from './automations.service.js';
import { EstimateService } from './estimate.service.js';

@ApiTags('automation')
@Controller('automations')
@RequirePermission('data.automations.own')
export class AutomationController {
  constructor(
    private readonly automations: AutomationsService,
    private readonly listing: AutomationListingService,
    private readonly estimates: EstimateService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Automations, last changed first; the own ones for whoever may not see all' })
  @ApiOkResponse({ type: AutomationPageDto })
  list(@Query() query: PageQuery): Promise<AutomationPageDto> {
    return this.listing.list(query);
  }

  @Post()
  @ApiOperation({ summary: 'Makes an automation, which runs as the caller' })
  @ApiCreatedResponse({ type: AutomationDetailDto })
  async create(@Body() body: SaveAutomationDto): Promise<AutomationDetailDto> {
    return this.listing.get(await this.automations.create(body));
  }

  @Get('templates')
  @ApiOperation({ summary: 'Automations to start from, in the language of the caller or another' })
  @ApiOkResponse({ type: AutomationTemplatePageDto })
  listTemplates(@Query() query: AutomationTemplateQuery): AutomationTemplatePageDto {
    return this.listing.templates(query);
  }

  /** Nothing is sent or reserved. */
  @Post('estimate')
  @ApiOperation({ summary: 'What a run would cost: from a quote of every step, and from past runs' })
  @HttpCode(200)
  @ApiOkResponse({ type: RunEstimateDto })
  estimate(@Body() body: EstimateRunDto): Promise<RunEstimateDto> {
    return this.estimates.estimate(body);
  }

  @Post('schedule-preview')
  @ApiOperation({ summary: 'The next five times of a schedule' })
  @HttpCode(200)
  @ApiOkResponse({ type: SchedulePreviewDto })
  previewSchedule(@Body() body: ScheduleDto): SchedulePreviewDto {
    return this.automations.previewSchedule(body);
  }

  @Get(':id')
  @ApiOperation({ summary: 'An automation with its newest definition' })
  @ApiOkResponse({ type: AutomationDetailDto })
  get(@Param('id', UuidParam) id: string): Promise<AutomationDetailDto> {
    return this.listing.get(id);
  }

  @Put(':id')
  @ApiOperation({ summary: 'Saves an automation as its next version; it goes on running as its owner' })
  @ApiOkResponse({ type: AutomationDetailDto })
  async update(@Param('id', UuidParam) id: string, @Body() body: SaveAutomationDto): Promise<AutomationDetailDto> {
    await this.automations.update(id, body);
    return this.listing.get(id);
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Removes an automation and ends its runs; their bookings stay' })
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id', UuidParam) id: string): Promise<void> {
    return this.automations.remove(id);
  }

  @Post(':id/pause')
  @ApiOperation({ summary: 'Starts no run by itself until it is resumed' })
  @HttpCode(200)
  @ApiOkResponse({ type: AutomationDetailDto })
  async pause(@Param('id', UuidParam) id: string): Promise<AutomationDetailDto> {
    await this.automations.pause(id);
    return this.listing.get(id);
  }

  @Post(':id/resume')
  @ApiOperation({ summary: 'Starts runs by itself again, from the next due time on' })
  @HttpCode(200)
  @ApiOkResponse({ type: AutomationDetailDto })
  async resume(@Param('id', UuidParam) id: string): Promise<AutomationDetailDto> {
    await this.automations.resume(id);
    return this.listing.get(id);
  }
}
