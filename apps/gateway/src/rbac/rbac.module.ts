import { Module } from '@nestjs/common';
import { MandatesModule } from '../mandates/mandates.module.js';
import { CurrentPermissions } from './current-permissions.js';
import { PermissionGuard } from './permission.guard.js';
import { PermissionService } from './permission.service.js';
import { RbacController } from './rbac.controller.js';
import { RbacFacade } from './rbac.facade.js';
import { RbacRepository } from './rbac.repository.js';
import { RoleService } from './role.service.js';
import { RoleDefaultsService } from './role-defaults.service.js';
import { RoleGuard } from './role-guard.service.js';

/** Roles and permissions. The guard is made global by the identity module, behind authentication. */
@Module({
  imports: [MandatesModule],
  controllers: [RbacController],
  providers: [
    RbacRepository,
    CurrentPermissions,
    PermissionGuard,
    PermissionService,
    RoleDefaultsService,
    RoleGuard,
    RoleService,
    RbacFacade,
  ],
  exports: [RbacFacade, CurrentPermissions, PermissionGuard],
})
export class RbacModule {}
