import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditPageDto, AuditQuery, OperatorAuditQuery } from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import { RequirePermission } from '../rbac/access.decorator.js';
import { type AuditFile, AuditService } from './audit.service.js';

@ApiTags('audit')
@Controller()
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get('audit')
  @ApiOperation({ summary: 'Who changed what in the mandate, newest first' })
  @RequirePermission('data.audit.read')
  @ApiOkResponse({ type: AuditPageDto })
  listOwn(
    @Query() query: AuditQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditPageDto | undefined> {
    return query.format === 'csv' ? sendFile(reply, this.audit.exportOwn(query)) : this.audit.listOwn(query);
  }

  @Get('admin/audit')
  @ApiOperation({ summary: 'Who changed what, in every mandate and in the whole installation, newest first' })
  @RequirePermission('data.operator.audit')
  @ApiOkResponse({ type: AuditPageDto })
  listAll(
    @Query() query: OperatorAuditQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuditPageDto | undefined> {
    return query.format === 'csv' ? sendFile(reply, this.audit.exportAll(query)) : this.audit.listAll(query);
  }
}

async function sendFile(reply: FastifyReply, { name, content }: AuditFile): Promise<undefined> {
  await reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(content);
  return undefined;
}
