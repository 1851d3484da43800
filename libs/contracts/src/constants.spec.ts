import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CONNECTOR_TYPES, MODEL_ID_SEPARATOR, PERMISSIONS, providerResource } from './constants.js';

const FOLDER = path.join(import.meta.dirname, 'constants');

describe('constants', () => {
  it('bring no library into the browser', () => {
    for (const file of readdirSync(FOLDER)) {
      const imports = [...readFileSync(path.join(FOLDER, file), 'utf8').matchAll(/from '([^']+)'/g)];
      for (const [, specifier] of imports) expect(specifier).toMatch(/^\.\/[\w.-]+\.constants\.js$/);
    }
  });

  it('name every provider and model in a way that cannot be mistaken for another', () => {
    const names = CONNECTOR_TYPES.flatMap((type) => [providerResource(type), providerResource(type, 'gpt-6.1-sol')]);
    expect(new Set(names).size).toBe(names.length);
    expect(CONNECTOR_TYPES.filter((type) => type.includes(MODEL_ID_SEPARATOR))).toEqual([]);
    expect(PERMISSIONS.filter((permission) => permission.startsWith('resource.'))).toEqual([]);
  });
});
