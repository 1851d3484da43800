import { Module } from '@nestjs/common';
import { AicoreModule } from '../aicore/aicore.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MailModule } from '../mail/mail.module.js';
import { MandatesModule } from '../mandates/mandates.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { RbacModule } from '../rbac/rbac.module.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';
import { AutomationNames } from './automation-names.js';
import { BalanceGuard } from './balance.guard.js';
import { BalanceService } from './balance.service.js';
import { BalanceCheckController } from './balance-check.controller.js';
import { BillingController } from './billing.controller.js';
import { BillingFacade } from './billing.facade.js';
import { BookingNamesService } from './booking-names.service.js';
import { BookingVisibilityService } from './booking-visibility.service.js';
import { BudgetsRepository } from './budgets.repository.js';
import { BudgetsService } from './budgets.service.js';
import { AudienceService } from './contacts/audience.service.js';
import { BillingContacts } from './contacts/billing-contacts.facade.js';
import { ContactAccess } from './contacts/contact-access.js';
import { ContactsController } from './contacts/contacts.controller.js';
import { ContactsRepository } from './contacts/contacts.repository.js';
import { ContactsService } from './contacts/contacts.service.js';
import { UnsubscribeLinks } from './contacts/unsubscribe-links.js';
import { UnsubscriptionService } from './contacts/unsubscription.service.js';
import { AddressRepository } from './credit/address.repository.js';
import { AddressService } from './credit/address.service.js';
import { CreditController } from './credit/credit.controller.js';
import { CreditBookings } from './credit/credit-bookings.service.js';
import { CreditEvents } from './credit/credit-events.js';
import { MandateSettingsService } from './credit/mandate-settings.service.js';
import { MemberDirectory } from './credit/member-directory.js';
import { OperatorCreditController } from './credit/operator-credit.controller.js';
import { RequestInboxService } from './credit/request-inbox.service.js';
import { RequestRecords } from './credit/request-records.js';
import { RequestViews } from './credit/request-views.js';
import { TopUpRequestsService } from './credit/top-up-requests.service.js';
import { TopUpsRepository } from './credit/top-ups.repository.js';
import { TopUpsService } from './credit/top-ups.service.js';
import { TransferBookings } from './credit/transfer-bookings.js';
import { TransfersService } from './credit/transfers.service.js';
import { ExportService } from './exports/export.service.js';
import { ForecastService } from './forecast.service.js';
import { HistoryController } from './history.controller.js';
import { HistoryService } from './history.service.js';
import { BalanceCheckRepository } from './ledger/balance-check.repository.js';
import { BalanceCheckService } from './ledger/balance-check.service.js';
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
import { LedgerExportRepository } from './ledger-export/ledger-export.repository.js';
import { LedgerExportService } from './ledger-export/ledger-export.service.js';
import { MandateController } from './mandates/mandate.controller.js';
import { MandateAdminController } from './mandates/mandate-admin.controller.js';
import { MandateAdminService } from './mandates/mandate-admin.service.js';
import { MandateBillingSetup } from './mandates/mandate-billing-setup.service.js';
import { MandateDetailService } from './mandates/mandate-detail.service.js';
import { MandateHoldsRepository } from './mandates/mandate-holds.repository.js';
import { OverviewRepository } from './mandates/overview.repository.js';
import { OverviewService } from './mandates/overview.service.js';
import { OverviewFileService } from './mandates/overview-file.service.js';
import { SuspensionRepository } from './mandates/suspension.repository.js';
import { SuspensionService } from './mandates/suspension.service.js';
import { TakeoverRepository } from './mandates/takeover.repository.js';
import { OperatorController } from './operator.controller.js';
import { OperatorService } from './operator.service.js';
import { MonthFiguresService } from './reports/month-figures.service.js';
import { MonthlyReports } from './reports/monthly-reports.service.js';
import { ReportNames } from './reports/report-names.service.js';
import { ReportRequests } from './reports/report-requests.service.js';
import { ReportSchedule } from './reports/report-schedule.service.js';
import { ReportStatements } from './reports/report-statements.js';
import { ReportsController } from './reports/reports.controller.js';
import { ReportsFacade } from './reports/reports.facade.js';
import { ReportsRepository } from './reports/reports.repository.js';
import { SavedFiltersController } from './saved-filters.controller.js';
import { SavedFiltersRepository } from './saved-filters.repository.js';
import { SavedFiltersService } from './saved-filters.service.js';
import { SettingsService } from './settings.service.js';
import { StandingFacade } from './standing.facade.js';
import { StatementFileService } from './statements/files/statement-file.service.js';
import { OperatorStatementsController } from './statements/operator-statements.controller.js';
import { StatementContentService } from './statements/statement-content.service.js';
import { StatementFiguresRepository } from './statements/statement-figures.repository.js';
import { StatementMakerService } from './statements/statement-maker.service.js';
import { StatementScheduleService } from './statements/statement-schedule.service.js';
import { StatementsController } from './statements/statements.controller.js';
import { StatementsRepository } from './statements/statements.repository.js';
import { StatementsService } from './statements/statements.service.js';
import { TaxController } from './statements/tax.controller.js';
import { TaxRepository } from './statements/tax.repository.js';
import { TaxService } from './statements/tax.service.js';
import { StatementsFacade } from './statements.facade.js';
import { StatisticsRepository } from './statistics.repository.js';
import { TakeoverFacade } from './takeover.facade.js';
import { TransactionsRepository } from './transactions.repository.js';
import { CrossingMails } from './warnings/crossing-mails.service.js';
import { CrossingNews } from './warnings/crossing-news.service.js';
import { CrossingsRepository } from './warnings/crossings.repository.js';
import { CrossingsWatch } from './warnings/crossings-watch.service.js';
import { WarnLevelsRepository } from './warnings/warn-levels.repository.js';
import { WarnLevelsService } from './warnings/warn-levels.service.js';
import { WarningsService } from './warnings/warnings.service.js';

/** Accounts, the ledger, its history and sums. */
@Module({
  imports: [AicoreModule, IdentityModule, MailModule, MandatesModule, NotificationsModule, RbacModule],
  controllers: [
    BalanceCheckController,
    BillingController,
    ContactsController,
    CreditController,
    HistoryController,
    LedgerAdminController,
    MandateController,
    MandateAdminController,
    OperatorController,
    OperatorCreditController,
    ReportsController,
    OperatorStatementsController,
    SavedFiltersController,
    StatementsController,
    TaxController,
  ],
  providers: [
    AccountsRepository,
    AccountsService,
    AddressRepository,
    AddressService,
    AudienceService,
    AutomationNames,
    BalanceCheckRepository,
    BalanceCheckService,
    BalanceEvents,
    BalanceGuard,
    BalanceService,
    BillingContacts,
    BillingFacade,
    BookingNamesService,
    BookingVisibilityService,
    BudgetsRepository,
    BudgetsService,
    ContactAccess,
    ContactsRepository,
    ContactsService,
    CreditBookings,
    CreditEvents,
    CrossingMails,
    CrossingNews,
    CrossingsRepository,
    CrossingsWatch,
    ExportService,
    ForecastService,
    HistoryImportService,
    HistoryService,
    HoldSweeperService,
    HoldsRepository,
    IdempotencyRepository,
    IdempotencyService,
    LedgerAdminService,
    LedgerExportRepository,
    LedgerExportService,
    LedgerRepository,
    LedgerService,
    MandateAdminService,
    MandateBillingSetup,
    MandateDetailService,
    MandateHoldsRepository,
    MandateSettingsService,
    MemberDirectory,
    MonthFiguresService,
    MonthlyReports,
    OperatorService,
    OverviewFileService,
    OverviewRepository,
    OverviewService,
    ReportNames,
    ReportRequests,
    ReportSchedule,
    ReportStatements,
    ReportsFacade,
    ReportsRepository,
    RequestInboxService,
    RequestRecords,
    RequestViews,
    SavedFiltersRepository,
    SavedFiltersService,
    SettingsService,
    StandingFacade,
    StatementContentService,
    StatementFiguresRepository,
    StatementFileService,
    StatementMakerService,
    StatementScheduleService,
    StatementsFacade,
    StatementsRepository,
    StatementsService,
    StatisticsRepository,
    SuspensionRepository,
    SuspensionService,
    TakeoverFacade,
    TakeoverRepository,
    TaxRepository,
    TaxService,
    TopUpRequestsService,
    TopUpsRepository,
    TopUpsService,
    TransferBookings,
    TransactionsRepository,
    TransfersService,
    UnsubscribeLinks,
    UnsubscriptionService,
    VerificationRepository,
    VerificationScheduleService,
    VerificationService,
    VerifyRepository,
    VerifyService,
    WarnLevelsRepository,
    WarnLevelsService,
    WarningsService,
  ],
  exports: [
    BillingContacts,
    BillingFacade,
    StandingFacade,
    TakeoverFacade,
    BalanceGuard,
    CreditEvents,
    LedgerExportService,
    LedgerService,
    ReportsFacade,
    StatementScheduleService,
    StatementsFacade,
    VerifyService,
  ],
})
export class BillingModule {}
