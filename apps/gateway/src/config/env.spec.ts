import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidSettingsError, readEnv, SETTING_NAMES } from './env.js';

const EXAMPLE = path.resolve(import.meta.dirname, '../../../../.env.example');

function messageOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('settings', () => {
  it('has the defaults that the documentation names', () => {
    expect(readEnv({})).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', MARKUP_PERCENT: '50', FX_USD_CHF: '0.80' });
    expect(readEnv({}).NYLA_DEMO).toBeUndefined();
  });

  it('names every wrong setting at once, and never its value', () => {
    const read = () =>
      readEnv({ PORT: '99999', NYLA_DEMO: 'yes', MARKUP_PERCENT: '-5', OPENAI_API_KEY: 'geheim', FX_USD_CHF: '0' });
    expect(read).toThrow(InvalidSettingsError);
    const message = messageOf(read);
    for (const name of ['PORT', 'NYLA_DEMO', 'MARKUP_PERCENT', 'OPENAI_API_KEY', 'FX_USD_CHF']) {
      expect(message).toContain(name);
    }
    for (const value of ['99999', 'geheim']) expect(message).not.toContain(value);
  });

  it('takes an empty variable for an absent one', () => {
    expect(readEnv({ PORT: '', OPENAI_API_KEY: '' })).toMatchObject({ PORT: 3000 });
  });

  it('wants both databases or none, and a secret with them', () => {
    const url = 'postgres://u:p@localhost:5432/x';
    expect(() => readEnv({ DATABASE_URL: url })).toThrow('BILLING_DATABASE_URL');
    expect(() => readEnv({ DATABASE_URL: url, BILLING_DATABASE_URL: url })).toThrow('NYLA_SECRET');
    expect(readEnv({ DATABASE_URL: url, BILLING_DATABASE_URL: url, NYLA_SECRET: 'x'.repeat(32) }).DATABASE_URL).toBe(
      url,
    );
  });

  it('is the same list in .env.example', () => {
    const documented = [...readFileSync(EXAMPLE, 'utf8').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
    expect(documented.sort()).toEqual([...SETTING_NAMES].sort());
  });
});
