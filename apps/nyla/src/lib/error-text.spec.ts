import { readFileSync } from 'node:fs';
import type { ErrorCode } from '@nyla/contracts';
import { BUDGET_KINDS, LOCALES } from '@nyla/contracts/constants';
import i18next, { type TFunction } from 'i18next';
import { ERROR_WORDING, errorText, errorTextOfCode } from './error-text';

type Texts = { readonly [key: string]: Texts | string | readonly string[] };

const LOCALES_DIR = new URL('../locales/', import.meta.url);
const read = (locale: string, file: string): Texts =>
  JSON.parse(readFileSync(new URL(`${locale}/${file}`, LOCALES_DIR), 'utf8')) as Texts;

async function translator(lng: string): Promise<TFunction<['errors', 'common']>> {
  const instance = i18next.createInstance();
  await instance.init({
    lng,
    ns: ['errors', 'common'],
    defaultNS: 'errors',
    interpolation: { escapeValue: false },
    resources: { [lng]: { errors: read(lng, 'errors.json'), common: read(lng, 'common.json') } },
  });
  return instance.getFixedT(lng, ['errors', 'common']);
}

const details: Record<string, unknown> = {
  required: '1.5',
  available: '0.0042',
  canTopUp: true,
  kind: 'run',
  limit: '10.00',
  used: '9.50',
  held: '0.25',
  minimum: '1.00',
  maximum: '5.00',
  connectorType: 'openai',
  model: 'gpt-6-sol',
  replacement: 'gpt-7',
  reason: 'not_permitted',
  reasons: ['not_permitted', 'retired'],
  inputTokens: 1204,
  contextWindow: 1000,
  retryAfterSeconds: 7,
  minutes: 30,
  name: 'topic',
  path: 'steps.search.sources',
  length: 300,
  host: 'api.example.ch',
  problem: 'answer must be a list',
  status: 500,
  members: ['Urs Muster'],
  invitations: ['neu@muster.ch'],
  mandateName: 'Muster AG',
};

describe.each([...LOCALES])('error texts in %s', (locale) => {
  it.each(Object.keys(ERROR_WORDING) as ErrorCode[])('has a sentence for %s', async (code) => {
    const t = await translator(locale);
    const text = errorText({ code, details }, t);
    expect(text).toMatch(/[.!?]$/);
    expect(text).not.toContain('{{');
    expect(text).not.toContain(code);
  });

  it('falls back to the general sentence for a code or details of another version', async () => {
    const t = await translator(locale);
    const general = errorText({ code: 'common.internal', details: {} }, t);
    expect(errorTextOfCode('future.code', {}, t)).toBe(general);
    expect(errorTextOfCode('toString', {}, t)).toBe(general);
    expect(errorText({ code: 'billing.insufficient_balance', details: {} }, t)).toBe(general);
  });
});

describe('errorText', () => {
  it('says who can fix it', async () => {
    const t = await translator('de-CH');
    const error = { code: 'billing.insufficient_balance', details } as const;
    expect(errorText(error, t)).toContain('nötig sind CHF 1.50, verfügbar sind CHF 0.0042. Sie können');
    expect(errorText({ ...error, details: { ...details, canTopUp: false } }, t)).toContain('Administrator');
    expect(
      errorText({ code: 'aicore.provider_not_allowed', details: { ...details, reason: 'not_configured' } }, t),
    ).toContain('Betreiber');
    expect(errorText({ code: 'aicore.no_model_available', details }, t)).toContain('(nicht freigegeben, eingestellt)');
  });

  it('names the budget that does not cover a call, whichever kind it is of', async () => {
    const t = await translator('de-CH');
    const wordedFor = (kind: string): string =>
      errorText({ code: 'billing.budget_exceeded', details: { ...details, kind } }, t);
    const figures = 'nötig sind CHF 1.50, verbraucht CHF 9.50, reserviert CHF 0.25';
    for (const kind of [...BUDGET_KINDS, 'of_another_version']) {
      expect(wordedFor(kind)).toContain('CHF 10.00');
      expect(wordedFor(kind)).toContain(figures);
    }
    expect(wordedFor('run')).toContain('Lauf');
    expect(wordedFor('automation_month')).toContain('Monatsbudget');
    expect(new Set([...BUDGET_KINDS, 'of_another_version'].map(wordedFor)).size).toBe(BUDGET_KINDS.length + 1);
  });
});
