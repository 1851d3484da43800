import type { BudgetKind } from '@nyla/contracts';
import {
  BudgetExceededException,
  DomainError,
  InsufficientBalanceException,
  ProviderNotAllowedException,
} from '../../common/errors/domain-error.js';
import { RunStop } from './run-stop.js';
import { closedBy, StepFault, stepEndOf, verdictOf } from './run-verdict.js';

const INSUFFICIENT = new InsufficientBalanceException({
  required: '1.00',
  available: '0.50',
  currency: 'CHF',
  affordableOutputTokens: null,
  canTopUp: false,
});
const budget = (kind: BudgetKind, used = '1.00') =>
  new BudgetExceededException({
    budgetId: 'x',
    kind,
    subject: 'x',
    period: null,
    limit: '1.00',
    used,
    held: '0.50',
    required: '0.60',
    currency: 'CHF',
  });
const provider = (reason: 'not_permitted' | 'not_configured') =>
  new ProviderNotAllowedException({ connectorType: 'openai', model: null, reason });

describe('what a run comes to', () => {
  it.each([
    [INSUFFICIENT, 'stopped', 'insufficient_balance'],
    [budget('run'), 'stopped', 'run_limit'],
    [budget('automation_month'), 'stopped', 'month_limit'],
    [budget('automation_month', '0.40'), 'stopped', null],
    [provider('not_permitted'), 'failed', 'not_permitted'],
    [provider('not_configured'), 'failed', null],
    [new DomainError('rbac.forbidden', { permission: 'x' }), 'failed', 'not_permitted'],
    [new DomainError('automation.owner_inactive'), 'failed', 'owner_inactive'],
    [new DomainError('automation.removed'), 'cancelled', null],
    [new DomainError('automation.paused', { reason: 'by_user' }), 'cancelled', null],
    [new DomainError('aicore.timeout', { connectorType: 'openai' }), 'failed', null],
    [new TypeError('a secret of ours'), 'failed', null],
    [new RunStop('timed_out'), 'failed', null],
    [new RunStop('cancelled'), 'cancelled', null],
  ] as const)('%s: %s, paused: %s', (error, status, pause) => {
    expect(verdictOf(error)).toMatchObject({ status, pause });
    expect(verdictOf(new StepFault(error, 'schritt'))).toMatchObject({ status, pause });
  });

  it('says where, and what, in words; never what an unknown error says', () => {
    expect(verdictOf(new StepFault(INSUFFICIENT, 'schritt')).error).toEqual({
      code: 'billing.insufficient_balance',
      message: 'The available credit does not cover this call (required: 1.00, available: 0.50, currency: CHF)',
      details: INSUFFICIENT.details,
      stepId: 'schritt',
    });
    expect(JSON.stringify(verdictOf(new TypeError('a secret of ours')))).not.toContain('secret');
  });
});

describe('what a step comes to', () => {
  it.each([
    [new RunStop('cancelled'), 'cancelled'],
    [new RunStop('shutdown'), 'interrupted'],
    [new RunStop('lost'), 'interrupted'],
    [new RunStop('timed_out'), 'failed'],
    [INSUFFICIENT, 'failed'],
  ] as const)('%s: %s', (error, status) => expect(stepEndOf(error, 'schritt').status).toBe(status));

  it('decides what becomes of the loops around it', () => {
    expect(closedBy(verdictOf(new RunStop('cancelled')))).toBe('cancelled');
    expect(closedBy(verdictOf(INSUFFICIENT))).toBe('failed');
  });
});
