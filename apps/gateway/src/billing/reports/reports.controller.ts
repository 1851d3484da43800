import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReportStateDto, SendTestReportDto, TestReportDto } from '@nyla/contracts';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { ReportRequests } from './report-requests.service.js';

@ApiTags('billing')
@Controller('billing/reports')
export class ReportsController {
  constructor(private readonly reports: ReportRequests) {}

  @Get()
  @ApiOperation({ summary: 'The last monthly report that was sent, and when the next one is' })
  @RequirePermission('data.billing.settings.read')
  @ApiOkResponse({ type: ReportStateDto })
  state(): Promise<ReportStateDto> {
    return this.reports.state();
  }

  @Post('test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sends the report of a month to the caller alone' })
  @RequirePermission('data.billing.settings.write')
  @ApiOkResponse({ type: TestReportDto })
  sendTest(@Body() { month }: SendTestReportDto): Promise<TestReportDto> {
    return this.reports.sendTest(month);
  }
}
