import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LOCALES } from '@nyla/contracts/constants';

const ROOT = path.resolve(import.meta.dirname, '../../../../../..');
const LEDGER = path.join(ROOT, 'apps/gateway/src/billing/ledger');

/** The rules as the gateway names them: in its queries, and in the table of those on receipts. */
function rulesOfGateway(): string[] {
  const queries = readFileSync(path.join(LEDGER, 'verify.repository.ts'), 'utf8');
  const service = readFileSync(path.join(LEDGER, 'verify.service.ts'), 'utf8');
  const table = /const RULES = \{([\s\S]*?)\}/.exec(service)?.[1] ?? '';
  return [
    ...[...queries.matchAll(/'([^']+)' AS rule/g)].map(([, rule = '']) => rule),
    ...[...table.matchAll(/: '([^']+)'/g)].map(([, rule = '']) => rule),
  ];
}

it.each([...LOCALES])('has words for every rule of a verification in %s', (locale) => {
  const file = path.join(ROOT, `apps/nyla/src/locales/${locale}/system.json`);
  const { rule } = JSON.parse(readFileSync(file, 'utf8')) as { rule: Record<string, string> };
  const known = rulesOfGateway();
  expect(known.length).toBeGreaterThan(15);
  expect(Object.keys(rule).toSorted()).toEqual(known.toSorted());
});
