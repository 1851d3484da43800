import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { PermissionsDto, ProblemDto, RoleDto, RolePageDto, SetRoleRulesDto } from '@nyla/contracts';
import { UuidParam } from '../common/http/uuid-param.pipe.js';
import { RequirePermission, SignedIn } from './access.decorator.js';
import { PermissionService } from './permission.service.js';
import { RoleService } from './role.service.js';

/** Roles of the mandate, and what the caller may do in it. */
@ApiTags('rbac')
@Controller()
export class RbacController {
  constructor(
    private readonly roles: RoleService,
    private readonly permissions: PermissionService,
  ) {}

  /** What the caller may do in this mandate. */
  @Get('permissions')
  @ApiOperation({ summary: 'What the caller may do in this mandate' })
  @SignedIn()
  @ApiOkResponse({ type: PermissionsDto })
  own(): Promise<PermissionsDto> {
    return this.permissions.own();
  }

  /** All roles of this mandate, by name. */
  @Get('roles')
  @ApiOperation({ summary: 'Roles with their rules' })
  @RequirePermission('data.roles.read')
  @ApiOkResponse({ type: RolePageDto })
  @ApiForbiddenResponse({ type: ProblemDto })
  async list(): Promise<RolePageDto> {
    return { items: await this.roles.list(), nextCursor: null };
  }

  @Get('roles/:id')
  @ApiOperation({ summary: 'One role' })
  @RequirePermission('data.roles.read')
  @ApiOkResponse({ type: RoleDto })
  @ApiForbiddenResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  get(@Param('id', UuidParam) id: string): Promise<RoleDto> {
    return this.roles.get(id);
  }

  /** Replaces all rules of a role. */
  @Put('roles/:id/rules')
  @ApiOperation({ summary: "Replaces a role's rules" })
  @RequirePermission('data.roles.write')
  @ApiOkResponse({ type: RoleDto })
  @ApiForbiddenResponse({ type: ProblemDto, description: 'the rules would grant what the caller does not have' })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'nobody could edit roles afterwards' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  setRules(@Param('id', UuidParam) id: string, @Body() { rules }: SetRoleRulesDto): Promise<RoleDto> {
    return this.roles.setRules(id, rules);
  }
}
