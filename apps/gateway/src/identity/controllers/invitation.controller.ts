import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
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
import {
  AcceptedInvitationDto,
  AcceptInvitationDto,
  CreatedInvitationDto,
  CreateInvitationDto,
  InvitationPageDto,
  InvitationPreviewDto,
  PageQuery,
  ProblemDto,
} from '@nyla/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { Public, RequirePermission } from '../../rbac/access.decorator.js';
import { InvitationService } from '../services/invitation.service.js';
import { InvitationAcceptance } from '../services/invitation-acceptance.service.js';
import { SessionService } from '../services/session.service.js';
import { SessionCookie } from '../session-cookie.js';
import { clientOf } from '../user-agent.js';

/** Links with which people join a mandate. */
@ApiTags('invitations')
@Controller()
export class InvitationController {
  constructor(
    private readonly invitations: InvitationService,
    private readonly acceptance: InvitationAcceptance,
    private readonly sessions: SessionService,
    private readonly cookie: SessionCookie,
  ) {}

  @Get('members/invitations')
  @ApiOperation({ summary: 'Invitations that nobody has accepted yet' })
  @RequirePermission('data.members.read')
  @ApiOkResponse({ type: InvitationPageDto })
  @ApiForbiddenResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  list(@Query() page: PageQuery): Promise<InvitationPageDto> {
    return this.invitations.list(page);
  }

  @Post('members/invitations')
  @ApiOperation({ summary: 'Invites somebody by mail; the answer is the only one that holds the link, too' })
  @RequirePermission('data.members.write')
  @ApiCreatedResponse({ type: CreatedInvitationDto })
  @ApiForbiddenResponse({ type: ProblemDto, description: 'a role permits what the caller does not have' })
  @ApiConflictResponse({ type: ProblemDto, description: 'a member, or invited already' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  send(@Body() invitation: CreateInvitationDto): Promise<CreatedInvitationDto> {
    return this.invitations.send(invitation);
  }

  @Post('members/invitations/:id/renew')
  @ApiOperation({ summary: 'Makes a new link and mails it; the old one is dead' })
  @RequirePermission('data.members.write')
  @HttpCode(200)
  @ApiOkResponse({ type: CreatedInvitationDto })
  @ApiForbiddenResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  renew(@Param('id', UuidParam) id: string): Promise<CreatedInvitationDto> {
    return this.invitations.renew(id);
  }

  @Delete('members/invitations/:id')
  @ApiOperation({ summary: 'Revokes an invitation' })
  @RequirePermission('data.members.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  revoke(@Param('id', UuidParam) id: string): Promise<void> {
    return this.invitations.revoke(id);
  }

  /** The same 404 for a link that never was, was used, has expired or was revoked. */
  @Get('invitations/:token')
  @ApiOperation({ summary: 'What an invitation is for' })
  @Public()
  @ApiOkResponse({ type: InvitationPreviewDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiTooManyRequestsResponse({ type: ProblemDto })
  preview(@Param('token') token: string): Promise<InvitationPreviewDto> {
    return this.acceptance.preview(token);
  }

  /** The session begins by the ordinary sign-in, so that whatever that asks for is asked for here, too. */
  @Post('invitations/:token/accept')
  @ApiOperation({ summary: 'Joins the mandate, and signs in' })
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: AcceptedInvitationDto })
  @ApiUnauthorizedResponse({ type: ProblemDto })
  @ApiForbiddenResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiTooManyRequestsResponse({ type: ProblemDto })
  async accept(
    @Param('token') token: string,
    @Body() answer: AcceptInvitationDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedInvitationDto> {
    const { mandateId, signIn } = await this.acceptance.accept(token, answer);
    if (signIn) {
      const session = await this.sessions.signIn(signIn, clientOf(request), this.cookie.read(request));
      this.cookie.write(reply, session.token, session.expiresAt);
    }
    return { mandateId };
  }
}
