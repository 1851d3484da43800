import { ApiKey } from '../identity/entities/api-key.entity.js';
import { Invitation } from '../identity/entities/invitation.entity.js';
import { InvitationRole } from '../identity/entities/invitation-role.entity.js';
import { User } from '../identity/entities/user.entity.js';
import { UserSession } from '../identity/entities/user-session.entity.js';
import { Mandate } from '../mandates/mandate.entity.js';
import { Membership } from '../mandates/membership.entity.js';
import { AccessRule } from '../rbac/entities/access-rule.entity.js';
import { MembershipRole } from '../rbac/entities/membership-role.entity.js';
import { Role } from '../rbac/entities/role.entity.js';

/** Every entity of the application database. */
export const APP_ENTITIES = [
  Mandate,
  Membership,
  User,
  UserSession,
  ApiKey,
  Invitation,
  InvitationRole,
  Role,
  AccessRule,
  MembershipRole,
];
