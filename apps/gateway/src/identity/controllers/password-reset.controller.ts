import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiGoneResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { PasswordResetDto, PasswordResetPreviewDto, PasswordResetRequestDto, ProblemDto } from '@nyla/contracts';
import { Public } from '../../rbac/access.decorator.js';
import { PasswordResetService } from '../services/password-reset.service.js';
import { PasswordResetRequests } from '../services/password-reset-request.service.js';

/** For who has forgotten the password. */
@ApiTags('session')
@ApiTooManyRequestsResponse({ type: ProblemDto })
@Controller('password-reset')
export class PasswordResetController {
  constructor(
    private readonly requests: PasswordResetRequests,
    private readonly resets: PasswordResetService,
  ) {}

  /** The same answer, after the same time, whether there is such an account or not. */
  @Post()
  @ApiOperation({ summary: 'Sends a link for a new password, if there is such an account' })
  @Public()
  @HttpCode(202)
  @ApiAcceptedResponse()
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  request(@Body() { email }: PasswordResetRequestDto): Promise<void> {
    return this.requests.request(email);
  }

  @Get(':token')
  @ApiOperation({ summary: 'Whether a link for a new password is good, and for whom' })
  @Public()
  @ApiOkResponse({ type: PasswordResetPreviewDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiGoneResponse({ type: ProblemDto, description: 'used, replaced by a newer one, or expired' })
  preview(@Param('token') token: string): Promise<PasswordResetPreviewDto> {
    return this.resets.preview(token);
  }

  @Post(':token')
  @ApiOperation({ summary: 'Sets a new password and ends all sessions' })
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiGoneResponse({ type: ProblemDto, description: 'used, replaced by a newer one, or expired' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  set(@Param('token') token: string, @Body() body: PasswordResetDto): Promise<void> {
    return this.resets.set(token, body);
  }
}
