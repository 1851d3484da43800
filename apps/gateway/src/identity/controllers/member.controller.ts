import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { MemberDto, MemberPageDto, MemberQuery, ProblemDto, SetMemberRolesDto } from '@nyla/contracts';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { MemberService } from '../services/member.service.js';

/** The people of the mandate. */
@ApiTags('members')
@ApiForbiddenResponse({ type: ProblemDto })
@Controller('members')
export class MemberController {
  constructor(private readonly members: MemberService) {}

  /** Who belongs to this mandate, the newest members first. */
  @Get()
  @ApiOperation({ summary: "The mandate's members" })
  @RequirePermission('data.members.read')
  @ApiOkResponse({ type: MemberPageDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  list(@Query() query: MemberQuery): Promise<MemberPageDto> {
    return this.members.list(query);
  }

  /** Nobody hands out what they do not have, and somebody stays who can edit roles. */
  @Put(':userId/roles')
  @ApiOperation({ summary: "Replaces a member's roles" })
  @RequirePermission('data.members.write')
  @ApiOkResponse({ type: MemberDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'nobody could edit roles afterwards' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  setRoles(@Param('userId', UuidParam) userId: string, @Body() { roleIds }: SetMemberRolesDto): Promise<MemberDto> {
    return this.members.setRoles(userId, roleIds);
  }

  @Post(':userId/deactivate')
  @ApiOperation({ summary: 'Takes every permission in this mandate from a member, at once' })
  @RequirePermission('data.members.write')
  @HttpCode(200)
  @ApiOkResponse({ type: MemberDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'oneself, or nobody could edit roles afterwards' })
  deactivate(@Param('userId', UuidParam) userId: string): Promise<MemberDto> {
    return this.members.deactivate(userId);
  }

  @Post(':userId/reactivate')
  @ApiOperation({ summary: 'Makes a deactivated member an active one again' })
  @RequirePermission('data.members.write')
  @HttpCode(200)
  @ApiOkResponse({ type: MemberDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  reactivate(@Param('userId', UuidParam) userId: string): Promise<MemberDto> {
    return this.members.reactivate(userId);
  }
}
