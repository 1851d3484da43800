import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MailPreferenceDto, MailPreferencesDto } from '@nyla/contracts';
import { SignedIn } from '../rbac/access.decorator.js';
import { MailPreferencesService } from './mail-preferences.service.js';

@ApiTags('account')
@SignedIn()
@Controller('account/mails')
export class MailPreferencesController {
  constructor(private readonly preferences: MailPreferencesService) {}

  @Get()
  @ApiOperation({ summary: 'Which mails the caller wants' })
  @ApiOkResponse({ type: MailPreferencesDto })
  list(): Promise<MailPreferencesDto> {
    return this.preferences.list();
  }

  @Put()
  @ApiOperation({ summary: 'Says whether the caller wants the mails of a topic' })
  @ApiOkResponse({ type: MailPreferencesDto })
  set(@Body() body: MailPreferenceDto): Promise<MailPreferencesDto> {
    return this.preferences.set(body);
  }
}
