import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  PDF_MEDIA_TYPE,
  StatementDetailDto,
  StatementFileQuery,
  StatementPageDto,
  StatementQuery,
  XLSX_MEDIA_TYPE,
} from '@nyla/contracts';
import type { FastifyReply } from 'fastify';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { MandateDetailService } from '../mandates/mandate-detail.service.js';
import { StatementFileService, sendStatement } from './files/statement-file.service.js';
import { StatementsService } from './statements.service.js';

/** Statements of any mandate, for the operator. */
@ApiTags('operator')
@Controller('admin/mandates/:id/statements')
@RequirePermission('data.operator.mandates.read')
export class OperatorStatementsController {
  constructor(
    private readonly statements: StatementsService,
    private readonly files: StatementFileService,
    private readonly mandates: MandateDetailService,
  ) {}

  @Get()
  @ApiOperation({ summary: "A mandate's monthly statements, the latest first" })
  @ApiOkResponse({ type: StatementPageDto })
  async list(@Param('id', UuidParam) mandateId: string, @Query() query: StatementQuery): Promise<StatementPageDto> {
    await this.mandates.require(mandateId);
    return this.statements.listOf(mandateId, query);
  }

  @Get(':statementId')
  @ApiOperation({ summary: 'One statement of a mandate' })
  @ApiOkResponse({ type: StatementDetailDto })
  get(
    @Param('id', UuidParam) mandateId: string,
    @Param('statementId', UuidParam) id: string,
  ): Promise<StatementDetailDto> {
    return this.statements.getOf(mandateId, id);
  }

  @Get(':statementId/file')
  @ApiOperation({ summary: 'One statement of a mandate as a file' })
  @ApiProduces(PDF_MEDIA_TYPE, 'text/csv', XLSX_MEDIA_TYPE)
  async file(
    @Param('id', UuidParam) mandateId: string,
    @Param('statementId', UuidParam) id: string,
    @Query() { format, locale }: StatementFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const statement = await this.statements.getOf(mandateId, id);
    await sendStatement(reply, await this.files.file(statement, format, locale));
  }
}
