import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import {
  CreateRoleDto,
  PermissionsDto,
  ProblemDto,
  RenameRoleDto,
  RoleDto,
  RolePageDto,
  SetRoleRulesDto,
} from '@nyla/contracts';
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
  @ApiConflictResponse({ type: ProblemDto, description: 'nobody could edit roles afterwards, or the role was changed' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  setRules(@Param('id', UuidParam) id: string, @Body() change: SetRoleRulesDto): Promise<RoleDto> {
    return this.roles.setRules(id, change);
  }

  @Post('roles')
  @ApiOperation({ summary: 'Makes a role, empty or as a copy of another' })
  @RequirePermission('data.roles.write')
  @ApiCreatedResponse({ type: RoleDto })
  @ApiForbiddenResponse({ type: ProblemDto, description: 'the copy would grant what the caller does not have' })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  create(@Body() role: CreateRoleDto): Promise<RoleDto> {
    return this.roles.create(role);
  }

  @Patch('roles/:id')
  @ApiOperation({ summary: 'Renames a role' })
  @RequirePermission('data.roles.write')
  @ApiOkResponse({ type: RoleDto })
  @ApiForbiddenResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'a built-in role' })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  rename(@Param('id', UuidParam) id: string, @Body() { name }: RenameRoleDto): Promise<RoleDto> {
    return this.roles.rename(id, name);
  }

  @Delete('roles/:id')
  @ApiOperation({ summary: 'Deletes a role that nobody has' })
  @RequirePermission('data.roles.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiForbiddenResponse({ type: ProblemDto })
  @ApiNotFoundResponse({ type: ProblemDto })
  @ApiConflictResponse({ type: ProblemDto, description: 'a built-in role, or one that somebody has' })
  remove(@Param('id', UuidParam) id: string): Promise<void> {
    return this.roles.remove(id);
  }
}
