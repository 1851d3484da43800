import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { ChangePasswordDto, EndedSessionsDto, ProblemDto, SessionPageDto } from '@nyla/contracts';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { SignedIn } from '../../rbac/access.decorator.js';
import { AccountSessionService } from '../services/account-session.service.js';
import { PasswordService } from '../services/password.service.js';

/** Password and sessions of the caller, who must be a person in a browser. */
@ApiTags('account')
@ApiUnauthorizedResponse({ type: ProblemDto })
@ApiForbiddenResponse({ type: ProblemDto })
@SignedIn()
@Controller('account')
export class AccountController {
  constructor(
    private readonly passwords: PasswordService,
    private readonly sessions: AccountSessionService,
  ) {}

  @Put('password')
  @ApiOperation({ summary: 'Changes the own password and ends all other sessions' })
  @ApiOkResponse({ type: EndedSessionsDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiTooManyRequestsResponse({ type: ProblemDto })
  changePassword(@Body() change: ChangePasswordDto): Promise<EndedSessionsDto> {
    return this.passwords.change(change);
  }

  @Get('sessions')
  @ApiOperation({ summary: 'Where the caller is signed in, the sessions that were used last' })
  @ApiOkResponse({ type: SessionPageDto })
  listSessions(): Promise<SessionPageDto> {
    return this.sessions.list();
  }

  @Delete('sessions')
  @ApiOperation({ summary: 'Ends all other sessions of the caller at once' })
  @ApiOkResponse({ type: EndedSessionsDto })
  endOtherSessions(): Promise<EndedSessionsDto> {
    return this.sessions.endOthers();
  }

  @Delete('sessions/:id')
  @ApiOperation({ summary: 'Ends another session of the caller at once' })
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  endSession(@Param('id', UuidParam) id: string): Promise<void> {
    return this.sessions.end(id);
  }
}
