import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS, LOCALES } from '@nyla/contracts/constants';

type Texts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

it.each([...LOCALES])('has a sentence for every action in %s', (locale) => {
  const file = path.resolve(import.meta.dirname, `../../../locales/${locale}/audit.json`);
  const { sentence } = JSON.parse(readFileSync(file, 'utf8')) as { sentence: Texts };
  const silent = AUDIT_ACTIONS.filter((action) => {
    const [subject = '', what = ''] = action.split('.');
    return typeof sentence[subject]?.[what] !== 'string';
  });
  expect(silent).toEqual([]);
});

it('knows what every action is about', () => {
  expect([...new Set(AUDIT_ACTIONS.map((action) => action.split('.')[0]))].toSorted()).toEqual(
    [...AUDIT_SUBJECTS].toSorted(),
  );
});
