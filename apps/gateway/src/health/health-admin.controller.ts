import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthDto } from '@nyla/contracts';
import { RequirePermission } from '../rbac/access.decorator.js';
import { HealthAdminService } from './health-admin.service.js';

@ApiTags('operator')
@RequirePermission('data.operator.health')
@Controller('admin')
export class HealthAdminController {
  constructor(private readonly health: HealthAdminService) {}

  @Get('health')
  @ApiOperation({ summary: 'How providers, databases, gateways and mails are' })
  @ApiOkResponse({ type: HealthDto })
  getHealth(): Promise<HealthDto> {
    return this.health.get();
  }
}
