import {
  Body,
  Controller,
  Get,
  HttpCode,
  type HttpRedirectResponse,
  HttpStatus,
  Param,
  Post,
  Put,
  Redirect,
} from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MailPreferenceDto, MailPreferencesDto } from '@nyla/contracts';
import { Public, SignedIn } from '../rbac/access.decorator.js';
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

  @Post(':token/one-click')
  @ApiOperation({
    summary: 'Ends the mails of a topic for a member: for mail programs, by the head of a mail (RFC 8058)',
  })
  @Public({ fromAnySite: true })
  @HttpCode(200)
  @ApiOkResponse({ description: 'No such mails come any more' })
  refuse(@Param('token') token: string): Promise<void> {
    return this.preferences.refuse(token);
  }

  /** For mail programs that open the address instead. It ends nothing. */
  @Get(':token/one-click')
  @ApiExcludeEndpoint()
  @Public()
  @Redirect()
  openPage(): HttpRedirectResponse {
    return { url: '/account', statusCode: HttpStatus.FOUND };
  }
}
