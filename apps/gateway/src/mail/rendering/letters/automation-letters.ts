import type { LetterOf } from '../letter-writer.js';
import { oneLine } from '../letter-writer.js';
import { OWN_MAILS } from './paths.js';

type Cause = 'credit' | 'permission' | 'provider' | 'http' | 'answer' | 'size' | 'other';

/** What readers of a mail need to know of an error; the page of the run tells the rest. */
const CAUSES: Readonly<Record<string, Cause>> = {
  'billing.insufficient_balance': 'credit',
  'billing.budget_exceeded': 'credit',
  'billing.account_suspended': 'credit',
  'aicore.provider_not_allowed': 'permission',
  'rbac.forbidden': 'permission',
  'aicore.provider_not_configured': 'provider',
  'aicore.provider_unavailable': 'provider',
  'aicore.no_model_available': 'provider',
  'aicore.model_unknown': 'provider',
  'aicore.model_retired': 'provider',
  'aicore.rate_limited': 'provider',
  'aicore.timeout': 'provider',
  'automation.http_refused': 'http',
  'automation.answer_invalid': 'answer',
  'automation.not_a_list': 'answer',
  'automation.text_too_long': 'size',
  'automation.list_too_long': 'size',
  'automation.too_many_steps': 'size',
  'automation.run_too_long': 'size',
  'automation.results_too_large': 'size',
};

export const automationPaused: LetterOf<'automation_paused'> = (data, writer) => {
  const { paused, common } = writer.texts;
  const values = { name: data.automationName };
  return {
    subject: writer.fill(paused.subject, values),
    title: paused.title,
    greeting: common.greeting,
    blocks: [
      { kind: 'text', text: writer.fill(paused.intro, values) },
      { kind: 'text', text: paused.because[data.reason] },
    ],
    action: { label: paused.action, path: runPath(data) },
    notes: [],
    why: common.whyAutomation,
    managePath: OWN_MAILS,
  };
};

export const automationFailed: LetterOf<'automation_failed'> = (data, writer) => {
  const { failed, common } = writer.texts;
  const values = { name: data.automationName };
  return {
    subject: writer.fill(failed.subject, values),
    title: failed.title,
    greeting: common.greeting,
    blocks: [
      { kind: 'text', text: writer.fill(failed.intro, values) },
      { kind: 'text', text: failed.because[CAUSES[data.code] ?? 'other'] },
    ],
    action: { label: failed.action, path: runPath(data) },
    notes: [failed.after],
    why: common.whyAutomation,
    managePath: OWN_MAILS,
  };
};

/** The automation's own words, without greeting or button of ours. */
export const automationMail: LetterOf<'automation_mail'> = (data, writer) => {
  const { automationMail: texts } = writer.texts;
  return {
    subject: data.subject,
    title: oneLine(data.subject),
    greeting: null,
    blocks: [{ kind: 'markdown', text: data.text, imageLabel: texts.image }],
    action: null,
    notes: [],
    why: writer.fill(texts.why, { name: data.automationName, mandate: data.mandateName }),
    managePath: null,
  };
};

function runPath({ automationId, runId }: { readonly automationId: string; readonly runId: string }): string {
  const query = new URLSearchParams({ tab: 'runs', run: runId });
  return `/automations/${encodeURIComponent(automationId)}?${query.toString()}`;
}
