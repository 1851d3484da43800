import type { CandidateOutcome, ConnectorType, UnusableReason } from './aicore.constants.js';
import type { HttpRefusalReason, PauseReason } from './automation.constants.js';
