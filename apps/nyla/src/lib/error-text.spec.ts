import { readdirSync, readFileSync } from 'node:fs';
import type { ErrorCode } from '@nyla/contracts';
import { LOCALES } from '@nyla/contracts/constants';
import i18next, { type TFunction } from 'i18next';
import { ERROR_WORDING, errorText, errorTextOfCode } from './error-text';

type Texts = { readonly [key: string]: Texts | string | readonly string[] };

const LOCALES_DIR = new URL('../locales/', import.meta.url);
const read = (locale: string, file: string): Texts =>
  JSON.parse(readFileSync(new URL(`${locale}/${file}`, LOCALES_DIR), 'utf8')) as Texts;

/** `a.b` for every text; the forms of a plural or context count as keys of their own. */
function keysOf(texts: Texts, path = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' || Array.isArray(value) ? `${path}${key}` : keysOf(value as Texts, `${path}${key}.`),
  );
}

/** The placeholders of each text. */
function placeholders(texts: Texts, path = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) => {
    if (typeof value === 'object' && !Array.isArray(value)) return placeholders(value as Texts, `${path}${key}.`);
    const names = [...String(value).matchAll(/{{(\w+)}}/g)].map(([, name]) => name);
    return `${path}${key}: ${[...new Set(names)].sort().join(',')}`;
  });
}

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
  budget: 'Budget',
  limit: '10.00',
  used: '9.50',
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
});

describe('locales', () => {
  const files = readdirSync(new URL('en/', LOCALES_DIR)).sort();

  it.each([...LOCALES])('%s has every file', (locale) => {
    expect(readdirSync(new URL(`${locale}/`, LOCALES_DIR)).sort()).toEqual(files);
  });

  it.each(files)('%s has the same keys and placeholders in every language', (file) => {
    const [first, ...others] = LOCALES.map((locale) => read(locale, file));
    for (const other of others) {
      expect(keysOf(other).sort()).toEqual(keysOf(first as Texts).sort());
      expect(placeholders(other).sort()).toEqual(placeholders(first as Texts).sort());
    }
  });

  it.each(files)('%s is written Swiss: no ß', (file) => {
    expect(JSON.stringify(read('de-CH', file))).not.toContain('ß');
  });
});
