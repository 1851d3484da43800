import { Ledger1795000000000 } from './1795000000000-ledger.js';
import { PriceFacts1795400000000 } from './1795400000000-price-facts.js';
import { Budgets1795500000000 } from './1795500000000-budgets.js';
import { RunBookings1795600000000 } from './1795600000000-run-bookings.js';
import { Audit1795700000000 } from './1795700000000-audit.js';
import { Credit1795730000000 } from './1795730000000-credit.js';
import { Mandates1795750000000 } from './1795750000000-mandates.js';
import { Operation1795760000000 } from './1795760000000-operation.js';
import { Movements1795780000000 } from './1795780000000-movements.js';
import { TopUpBookings1795790000000 } from './1795790000000-top-up-bookings.js';
import { MailOutbox1795820000000 } from './1795820000000-mail-outbox.js';
import { MailSending1795830000000 } from './1795830000000-mail-sending.js';
import { Statements1795850000000 } from './1795850000000-statements.js';
import { Reports1795860000000 } from './1795860000000-reports.js';
import { Warnings1795870000000 } from './1795870000000-warnings.js';
import { KeptAnswers1795890000000 } from './1795890000000-kept-answers.js';
import { Arrays1795910000000 } from './1795910000000-arrays.js';
import { MandateUsage1795920000000 } from './1795920000000-mandate-usage.js';
import { Single1795930000000 } from './1795930000000-single.js';
import { BookingRights1795940000000 } from './1795940000000-booking-rights.js';

/** Oldest first. A migration that has landed is never changed. */
export const BILLING_MIGRATIONS = [
  Ledger1795000000000,
  PriceFacts1795400000000,
  Budgets1795500000000,
  RunBookings1795600000000,
  Audit1795700000000,
  Credit1795730000000,
  Mandates1795750000000,
  Operation1795760000000,
  Movements1795780000000,
  TopUpBookings1795790000000,
  MailOutbox1795820000000,
  MailSending1795830000000,
  Statements1795850000000,
  Reports1795860000000,
  Warnings1795870000000,
  KeptAnswers1795890000000,
  Arrays1795910000000,
  MandateUsage1795920000000,
  Single1795930000000,
  BookingRights1795940000000,
];
