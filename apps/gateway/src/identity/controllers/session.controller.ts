import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { MeDto, ProblemDto, SessionOptionsDto, SignInDto } from '@nyla/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public, SignedIn } from '../../rbac/access.decorator.js';
import { DemoService } from '../services/demo.service.js';
import { MeService } from '../services/me.service.js';
import { SessionService } from '../services/session.service.js';
import { SessionCookie } from '../session-cookie.js';
import { clientOf } from '../user-agent.js';

/** The browser's session. */
@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly me: MeService,
    private readonly demo: DemoService,
    private readonly cookie: SessionCookie,
  ) {}

  /** Signs in: sets the cookie `nyla_session` and tells who that is. Who has a second factor sends its code, too. */
  @Post()
  @ApiOperation({ summary: 'Signs in: sets the session cookie' })
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: MeDto })
  @ApiUnauthorizedResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiTooManyRequestsResponse({ type: ProblemDto })
  async signIn(
    @Body() credentials: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MeDto> {
    const { token, expiresAt, me } = await this.sessions.signIn(
      credentials,
      clientOf(request),
      this.cookie.read(request),
    );
    this.cookie.write(reply, token, expiresAt);
    return me;
  }

  /** Who is signed in, in which mandate, with which permissions. */
  @Get()
  @ApiOperation({ summary: 'Who is signed in, and where' })
  @SignedIn()
  @ApiOkResponse({ type: MeDto })
  @ApiUnauthorizedResponse({ type: ProblemDto })
  get(): Promise<MeDto> {
    return this.me.get();
  }

  /** Signs out. Public, because it must work for a session that has ended, too. */
  @Delete()
  @ApiOperation({ summary: 'Signs out' })
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.signOut(this.cookie.read(request));
    this.cookie.clear(reply);
  }

  /** What the login page may offer before anybody is known. */
  @Get('options')
  @ApiOperation({ summary: 'What the login page may offer' })
  @Public()
  @ApiOkResponse({ type: SessionOptionsDto })
  options(): SessionOptionsDto {
    return this.demo.options();
  }
}
