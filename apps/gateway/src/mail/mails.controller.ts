import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MailDetailDto, MailPageDto, MailQuery, TestMailDto } from '@nyla/contracts';
import { IdempotencyKey } from '../common/http/idempotency-key.decorator.js';
import { UuidParam } from '../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../rbac/access.decorator.js';
import { MailsService } from './mails.service.js';
import { TestMailService } from './test-mail.service.js';

@ApiTags('mails')
@Controller()
export class MailsController {
  constructor(
    private readonly mails: MailsService,
    private readonly testMails: TestMailService,
  ) {}

  @Get('admin/mails')
  @ApiOperation({ summary: 'Outgoing mails of all mandates, newest first' })
  @RequirePermission('data.operator.mails')
  @ApiOkResponse({ type: MailPageDto })
  list(@Query() query: MailQuery): Promise<MailPageDto> {
    return this.mails.list(query);
  }

  @Get('admin/mails/:id')
  @ApiOperation({ summary: 'A mail as its reader gets it, without the secret link in it' })
  @RequirePermission('data.operator.mails')
  @ApiOkResponse({ type: MailDetailDto })
  get(@Param('id', UuidParam) id: string): Promise<MailDetailDto> {
    return this.mails.get(id);
  }

  @Post('admin/mails/:id/resend')
  @ApiOperation({ summary: 'Sends a mail once more that was sent or given up; one that waits stays as it is' })
  @RequirePermission('data.operator.mails')
  @HttpCode(202)
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiAcceptedResponse({ type: MailDetailDto })
  resend(@Param('id', UuidParam) id: string, @IdempotencyKey({ required: true }) key: string): Promise<MailDetailDto> {
    return this.mails.resend(id, key);
  }

  @Post('admin/mails/test')
  @ApiOperation({ summary: 'Sends a test mail to the caller; a few in an hour' })
  @RequirePermission('data.operator.mails')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: TestMailDto })
  sendTest(): Promise<TestMailDto> {
    return this.testMails.send();
  }

  @Post('billing/settings/test-mail')
  @ApiOperation({ summary: 'Sends a test mail to the caller, to see whether warnings would arrive; a few in an hour' })
  @RequirePermission('data.billing.settings.write')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: TestMailDto })
  sendOwnTest(): Promise<TestMailDto> {
    return this.testMails.send();
  }
}
