import { Foundation1795000000000 } from './1795000000000-foundation.js';
import { AnswerSources1795400000000 } from './1795400000000-answer-sources.js';
import { Automations1795600000000 } from './1795600000000-automations.js';
import { Audit1795700000000 } from './1795700000000-audit.js';
import { People1795710000000 } from './1795710000000-people.js';
import { Account1795720000000 } from './1795720000000-account.js';
import { Notifications1795740000000 } from './1795740000000-notifications.js';
import { Suspension1795750000000 } from './1795750000000-suspension.js';
import { SavedFilters1795780000000 } from './1795780000000-saved-filters.js';
import { PauseDetails1795810000000 } from './1795810000000-pause-details.js';
import { MailOutbox1795820000000 } from './1795820000000-mail-outbox.js';
import { MailSending1795830000000 } from './1795830000000-mail-sending.js';
import { PasswordReset1795840000000 } from './1795840000000-password-reset.js';
import { MailRefusals1795860000000 } from './1795860000000-mail-refusals.js';
import { CrossingsMoved1795870000000 } from './1795870000000-crossings-moved.js';
import { RoleDefaults1795880000000 } from './1795880000000-role-defaults.js';
import { RunRequests1795890000000 } from './1795890000000-run-requests.js';

/** Oldest first. A migration that has landed is never changed. */
export const APP_MIGRATIONS = [
  Foundation1795000000000,
  AnswerSources1795400000000,
  Automations1795600000000,
  Audit1795700000000,
  People1795710000000,
  Account1795720000000,
  Notifications1795740000000,
  Suspension1795750000000,
  SavedFilters1795780000000,
  PauseDetails1795810000000,
  MailOutbox1795820000000,
  MailSending1795830000000,
  PasswordReset1795840000000,
  MailRefusals1795860000000,
  CrossingsMoved1795870000000,
  RoleDefaults1795880000000,
  RunRequests1795890000000,
];
