import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { MemberPageDto, PageQuery, ProblemDto } from '@nyla/contracts';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { MemberService } from '../services/member.service.js';

/** The people of the mandate. */
@ApiTags('members')
@Controller('members')
export class MemberController {
  constructor(private readonly members: MemberService) {}

  /** Who belongs to this mandate, the newest members first. */
  @Get()
  @ApiOperation({ summary: "The mandate's members" })
  @RequirePermission('data.members.read')
  @ApiOkResponse({ type: MemberPageDto })
  @ApiForbiddenResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  list(@Query() page: PageQuery): Promise<MemberPageDto> {
    return this.members.list(page);
  }
}
