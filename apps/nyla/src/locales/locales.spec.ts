import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LOCALES } from '@nyla/contracts/constants';
import { ERROR_WORDING } from '../lib/error-text';

type Texts = { readonly [key: string]: Texts | string | readonly string[] };

const SOURCE = path.resolve(import.meta.dirname, '..');
const files = readdirSync(path.join(import.meta.dirname, 'en')).sort();
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

function read(locale: string, file: string): Texts {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, locale, file), 'utf8')) as Texts;
}

/** Each text by its key, `a.b`. */
function textsOf(texts: Texts, prefix = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' || Array.isArray(value)
      ? [[`${prefix}${key}`, String(value)]]
      : textsOf(value as Texts, `${prefix}${key}.`),
  );
}

/** Keys without the forms of a plural, of which languages have different ones. */
function keysOf(texts: Texts): string[] {
  return [...new Set(textsOf(texts).map(([key]) => key.replace(PLURAL, '')))].sort();
}

function placeholdersByKey(texts: Texts): Record<string, string> {
  const found = new Map<string, Set<string>>();
  for (const [key, text] of textsOf(texts)) {
    const names = found.get(key.replace(PLURAL, '')) ?? new Set();
    for (const [, name = ''] of text.matchAll(/{{(\w+)}}/g)) names.add(name);
    found.set(key.replace(PLURAL, ''), names);
  }
  return Object.fromEntries([...found].map(([key, names]) => [key, [...names].sort().join()]));
}

it.each([...LOCALES])('%s has every file', (locale) => {
  expect(readdirSync(path.join(import.meta.dirname, locale)).sort()).toEqual(files);
});

describe.each(files)('%s', (file) => {
  const [first, ...others] = LOCALES.map((locale) => read(locale, file)) as [Texts, ...Texts[]];

  it('has the same keys and placeholders in every language', () => {
    for (const other of others) {
      expect(keysOf(other)).toEqual(keysOf(first));
      expect(placeholdersByKey(other)).toEqual(placeholdersByKey(first));
    }
  });

  it.each([...LOCALES])('has every form of each plural in %s, and no empty text', (locale) => {
    const texts = textsOf(read(locale, file));
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.toSorted();
    const plurals = Map.groupBy(
      texts.filter(([key]) => PLURAL.test(key)),
      ([key]) => key.replace(PLURAL, ''),
    );
    for (const [key, found] of plurals) {
      expect([key, found.map(([name]) => name.slice(key.length + 1)).toSorted()]).toEqual([key, forms]);
    }
    expect(texts.filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });

  it('is written Swiss: no ß', () => {
    expect(JSON.stringify(read('de-CH', file))).not.toContain('ß');
  });

  it('is written French: a sign never begins a line, apostrophes are curved', () => {
    const faulty = textsOf(read('fr-CH', file)).filter(([, text]) => / [?!;:»%]|« |\p{L}'\p{L}|\p{L}[?!;]/u.test(text));
    expect(faulty).toEqual([]);
  });

  it('has no text that nobody shows', () => {
    const unused = keysOf(first).filter((key) => !isUsed(file.replace('.json', ''), key));
    expect(unused).toEqual([]);
  });
});

/** Every text in quotes in the source, and every template as a pattern: what a key may be written as. */
const { literals, patterns } = sourceTexts();

/** A key is used when it is written out, or fits a template; a context hangs on another key by `_`. */
function isUsed(namespace: string, key: string): boolean {
  if (namespace === 'errors') return isError(key);
  const names = [key, key.replace(/_[A-Za-z]\w*$/, '')].flatMap((name) => [name, `${namespace}:${name}`]);
  return names.some((name) => literals.has(name) || patterns.some((pattern) => pattern.test(name)));
}

/** Texts of errors are looked up by the code, with a context. */
function isError(key: string): boolean {
  const codes = [...Object.keys(ERROR_WORDING), 'network'];
  return codes.some((code) => key === code || key.startsWith(`${code}_`));
}

function sourceTexts() {
  const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.spec\.tsx?$/.test(file))
    .map((file) => readFileSync(path.join(SOURCE, file), 'utf8'));
  const found = { literals: new Set<string>(), patterns: [] as RegExp[] };
  for (const source of sources.map(withoutComments)) {
    for (const [, text = ''] of source.matchAll(/['"]([\w:.-]+)['"]/g)) found.literals.add(text);
    for (const [, text = ''] of source.matchAll(/`((?:[^`\\$\n]|\$\{[^}]*\})*)`/g)) {
      const parts = text.split(/\$\{[^}]*\}/);
      // A template of hardly anything but values would fit every key.
      if (parts.length > 1 && /[a-z]\./i.test(parts[0] ?? '')) {
        found.patterns.push(new RegExp(`^${parts.map((part) => escaped(part)).join('.+')}$`));
      }
    }
  }
  return found;
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
