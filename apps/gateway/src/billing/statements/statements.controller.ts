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
import { StatementFileService, sendStatement } from './files/statement-file.service.js';
import { StatementsService } from './statements.service.js';

/** Statements of the caller's mandate; of the own account for whoever may not see all. */
@ApiTags('billing')
@Controller('billing/statements')
@RequirePermission('data.billing.transactions.own')
export class StatementsController {
  constructor(
    private readonly statements: StatementsService,
    private readonly files: StatementFileService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Monthly statements, the latest first' })
  @ApiOkResponse({ type: StatementPageDto })
  list(@Query() query: StatementQuery): Promise<StatementPageDto> {
    return this.statements.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One statement: calculation, usage, other bookings, MWST' })
  @ApiOkResponse({ type: StatementDetailDto })
  get(@Param('id', UuidParam) id: string): Promise<StatementDetailDto> {
    return this.statements.get(id);
  }

  @Get(':id/file')
  @ApiOperation({ summary: 'One statement as a file, in the language of its reader' })
  @ApiProduces(PDF_MEDIA_TYPE, 'text/csv', XLSX_MEDIA_TYPE)
  async file(
    @Param('id', UuidParam) id: string,
    @Query() { format, locale }: StatementFileQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const statement = await this.statements.get(id);
    await sendStatement(reply, await this.files.file(statement, format, locale));
  }
}
