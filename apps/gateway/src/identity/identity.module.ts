import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MandatesModule } from '../mandates/mandates.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PermissionGuard } from '../rbac/permission.guard.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { AccountController } from './controllers/account.controller.js';
import { ApiKeyController } from './controllers/api-key.controller.js';
import { InvitationController } from './controllers/invitation.controller.js';
import { MeController } from './controllers/me.controller.js';
import { MemberController } from './controllers/member.controller.js';
import { PasswordResetController } from './controllers/password-reset.controller.js';
import { SecondFactorController } from './controllers/second-factor.controller.js';
import { SessionController } from './controllers/session.controller.js';
import { IdentityFacade } from './identity.facade.js';
import { InvitationLink } from './invitation-link.js';
import { InvitationMail } from './invitation-mail.js';
import { MailAudience } from './mail-audience.js';
import { MemberJoined } from './member-joined.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordResetGate } from './password-reset-gate.js';
import { PasswordResetLinks } from './password-reset-links.js';
import { ApiKeyRepository } from './repositories/api-key.repository.js';
import { InvitationRepository } from './repositories/invitation.repository.js';
import { MemberRepository } from './repositories/member.repository.js';
import { PasswordResetRepository } from './repositories/password-reset.repository.js';
import { SecondFactorRepository } from './repositories/second-factor.repository.js';
import { SessionRepository } from './repositories/session.repository.js';
import { UserRepository } from './repositories/user.repository.js';
import { SecretBox } from './secret-box.js';
import { SecretHasher } from './secret-hasher.js';
import { AccountRecovery } from './services/account-recovery.service.js';
import { AccountSessionService } from './services/account-session.service.js';
import { ApiKeyService } from './services/api-key.service.js';
import { ApiKeyStore } from './services/api-key-store.service.js';
import { AuthenticationService } from './services/authentication.service.js';
import { CredentialService } from './services/credential.service.js';
import { DemoService } from './services/demo.service.js';
import { InvitationService } from './services/invitation.service.js';
import { InvitationAcceptance } from './services/invitation-acceptance.service.js';
import { InvitationStore } from './services/invitation-store.service.js';
import { InvitedPersonService } from './services/invited-person.service.js';
import { JoiningService } from './services/joining.service.js';
import { MeService } from './services/me.service.js';
import { MemberService } from './services/member.service.js';
import { PasswordService } from './services/password.service.js';
import { PasswordResetService } from './services/password-reset.service.js';
import { PasswordResetRequests } from './services/password-reset-request.service.js';
import { ProgramService } from './services/program.service.js';
import { SecondFactorService } from './services/second-factor.service.js';
import { SecondFactorCheck } from './services/second-factor-check.service.js';
import { SessionService } from './services/session.service.js';
import { SessionCookie } from './session-cookie.js';
import { SignInThrottle } from './sign-in-throttle.js';

/** People, sessions, API keys, and the guards of every route. */
@Module({
  imports: [MandatesModule, NotificationsModule, RbacModule],
  controllers: [
    SessionController,
    PasswordResetController,
    MeController,
    AccountController,
    SecondFactorController,
    MemberController,
    InvitationController,
    ApiKeyController,
  ],
  providers: [
    UserRepository,
    SessionRepository,
    SecondFactorRepository,
    PasswordResetRepository,
    ApiKeyRepository,
    MemberRepository,
    InvitationRepository,
    PasswordHasher,
    SecretHasher,
    SecretBox,
    SignInThrottle,
    SessionCookie,
    InvitationLink,
    InvitationMail,
    MailAudience,
    AuthenticationService,
    CredentialService,
    SessionService,
    AccountSessionService,
    PasswordService,
    PasswordResetLinks,
    PasswordResetGate,
    PasswordResetRequests,
    PasswordResetService,
    SecondFactorCheck,
    SecondFactorService,
    AccountRecovery,
    MeService,
    MemberService,
    InvitationStore,
    InvitationService,
    InvitedPersonService,
    JoiningService,
    InvitationAcceptance,
    MemberJoined,
    ApiKeyStore,
    ProgramService,
    ApiKeyService,
    DemoService,
    IdentityFacade,
    AuthenticationGuard,
    // Global guards run in the order of their registration. Both are registered here, because the order across modules
    // depends on who imports whom first: who calls must be known before what they may do.
    { provide: APP_GUARD, useExisting: AuthenticationGuard },
    { provide: APP_GUARD, useExisting: PermissionGuard },
  ],
  exports: [IdentityFacade, MailAudience],
})
export class IdentityModule {}
