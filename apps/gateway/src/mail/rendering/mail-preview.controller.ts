import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MailKindsDto, MailPreviewDto, MailPreviewQuery, ProblemDto } from '@nyla/contracts';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { MailPreviewService } from './mail-preview.service.js';

/** What mails look like, for the operator. Made-up data: nobody's mail is shown here. */
@ApiTags('operator')
@Controller('admin/mails/preview')
@RequirePermission('data.operator.mails')
export class MailPreviewController {
  constructor(private readonly previews: MailPreviewService) {}

  @Get()
  @ApiOperation({ summary: 'The kinds of mails that can be looked at' })
  @ApiOkResponse({ type: MailKindsDto })
  list(): MailKindsDto {
    return this.previews.list();
  }

  @Get(':kind')
  @ApiOperation({ summary: 'A mail of some kind with made-up data' })
  @ApiOkResponse({ type: MailPreviewDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  get(@Param('kind') kind: string, @Query() query: MailPreviewQuery): Promise<MailPreviewDto> {
    return this.previews.get(kind, query);
  }
}
