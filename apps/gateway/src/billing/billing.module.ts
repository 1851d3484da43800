import { Module } from '@nestjs/common';
import { AicoreModule } from '../aicore/aicore.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MandatesModule } from '../mandates/mandates.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';
import { AutomationNames } from './automation-names.js';
import { BalanceGuard } from './balance.guard.js';
import { BalanceService } from './balance.service.js';
import { BillingController } from './billing.controller.js';
import { BillingFacade } from './billing.facade.js';
import { BudgetsRepository } from './budgets.repository.js';
import { BudgetsService } from './budgets.service.js';
import { HistoryService } from './history.service.js';
import { BalanceEvents } from './ledger/balance-events.js';
import { HistoryImportService } from './ledger/history-import.service.js';
import { HoldSweeperService } from './ledger/hold-sweeper.service.js';
import { HoldsRepository } from './ledger/holds.repository.js';
import { IdempotencyRepository } from './ledger/idempotency.repository.js';
import { IdempotencyService } from './ledger/idempotency.service.js';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { LedgerService } from './ledger/ledger.service.js';
import { LedgerAdminController } from './ledger/ledger-admin.controller.js';
import { LedgerAdminService } from './ledger/ledger-admin.service.js';
import { VerificationRepository } from './ledger/verification.repository.js';
import { VerificationService } from './ledger/verification.service.js';
import { VerificationScheduleService } from './ledger/verification-schedule.service.js';
import { VerifyRepository } from './ledger/verify.repository.js';
import { VerifyService } from './ledger/verify.service.js';
import { MandateOverviewService } from './mandate-overview.service.js';
import { OperatorController } from './operator.controller.js';
import { OperatorService } from './operator.service.js';
import { SettingsService } from './settings.service.js';
import { StatisticsRepository } from './statistics.repository.js';
import { TransactionsRepository } from './transactions.repository.js';

/** Accounts, the ledger, its history and sums. */
@Module({
  imports: [AicoreModule, IdentityModule, MandatesModule, RbacModule],
  controllers: [BillingController, LedgerAdminController, OperatorController],
  providers: [
    AccountsRepository,
    AccountsService,
    AutomationNames,
    BalanceEvents,
    BalanceGuard,
    BalanceService,
    BillingFacade,
    BudgetsRepository,
    BudgetsService,
    HistoryImportService,
    HistoryService,
    HoldSweeperService,
    HoldsRepository,
    IdempotencyRepository,
    IdempotencyService,
    LedgerAdminService,
    LedgerRepository,
    LedgerService,
    MandateOverviewService,
    OperatorService,
    SettingsService,
    StatisticsRepository,
    TransactionsRepository,
    VerificationRepository,
    VerificationScheduleService,
    VerificationService,
    VerifyRepository,
    VerifyService,
  ],
  exports: [BillingFacade, BalanceGuard, LedgerService, VerifyService],
})
export class BillingModule {}
