import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SOURCE = path.resolve(import.meta.dirname, '../src');
const FOUNDATIONS = new Set(['common', 'config', 'database']);
const MODULES = [
  'mandates',
  'rbac',
  'identity',
  'notifications',
  'mail',
  'aicore',
  'billing',
  'workflow',
  'notices',
  'mail',
  'audit',
  'bootstrap',
  'health',
];
/** What a module shows to others beside its module and facade: decorators and guards for controllers, further
 * facades, and one token. */
const SHOWN = new Set([
  'rbac/access.decorator.ts',
  'rbac/permission.guard.ts',
  'aicore/provider-allowed.guard.ts',
  'billing/balance.guard.ts',
  'billing/standing.facade.ts',
  'billing/takeover.facade.ts',
  'billing/contacts/billing-contacts.facade.ts',
  'notifications/mail-preferences.facade.ts',
  'billing/statements.facade.ts',
  'billing/credit/credit-events.ts',
  'identity/demo-access.ts',
  'identity/mail-audience.ts',
  'mail/mail-attachments.ts',
]);

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** Path below `src`, for imports of our own files. */
  readonly target: string | undefined;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  // Benchmarks and torture stand outside the house and try it; they are no part of what is served.
  .filter((file) => file.endsWith('.ts') && !/\.(int-)?spec\.ts$/.test(file) && !/^(bench|torture)\//.test(file));
const texts = new Map(files.map((file) => [file, readFileSync(path.join(SOURCE, file), 'utf8')]));
const imports = files.flatMap((file) => importsOf(file, texts.get(file) ?? ''));

function importsOf(file: string, text: string): Import[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier);
  return specifiers.map((specifier) => ({
    file,
    specifier,
    target: specifier.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts')
      : undefined,
  }));
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? '';
}

function listed(found: readonly Import[]): string[] {
  return found.map(({ file, specifier }) => `${file} → ${specifier}`);
}

function filesMatching(pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(texts.get(file) ?? ''));
}

describe('the one path of an AI call', () => {
  it('has one file that asks a provider for an answer, and only the workflow processor uses it [lesson: one-path]', () => {
    expect(filesMatching(/\bconnector\.stream\(/)).toEqual(['workflow/attempt.service.ts']);
    expect(filesMatching(/(?<!\bthis)\.stream\(/).filter((file) => !file.startsWith('aicore/plugins/'))).toEqual([
      'workflow/attempt.service.ts',
    ]);
    const users = imports.filter(({ target }) => target === 'workflow/attempt.service.ts');
    expect(users.map(({ file }) => file).toSorted()).toEqual([
      'workflow/processor.service.ts',
      'workflow/workflow.module.ts',
    ]);
  });

  it('has one file that makes requests to providers, and only connectors use it [lesson: one-path]', () => {
    expect(filesMatching(/= fetch\b|\bfetch\(|\bhttps?\.request\(|from 'undici'|from 'axios'/)).toEqual([
      'aicore/plugins/provider-http.ts',
    ]);
    const users = imports.filter(({ target }) => target === 'aicore/plugins/provider-http.ts');
    expect(users.every(({ file }) => file.startsWith('aicore/plugins/'))).toBe(true);
  });

  it('has one file that makes requests to addresses which people write, and only HTTP steps use it', () => {
    const guarded = 'workflow/automation/http/safe-http.service.ts';
    expect(filesMatching(/import \{[^}]*\brequest\b[^}]*\} from 'node:https?'/)).toEqual([guarded]);
    const users = imports.filter(({ file, target }) => target === guarded && !file.endsWith('-providers.ts'));
    expect(users.map(({ file }) => file)).toEqual(['workflow/automation/steps/http-step.ts']);
  });

  it('makes connectors in one place', () => {
    const outside = imports.filter(
      ({ file, target }) => target?.startsWith('aicore/plugins/') && !file.startsWith('aicore/plugins/'),
    );
    expect(new Set(outside.map(({ file }) => file))).toEqual(new Set(['aicore/create-connectors.ts']));
  });

  it('reserves and settles nowhere else [lesson: one-path]', () => {
    expect(filesMatching(/billing\.(reserve|settle)\(/)).toEqual(['workflow/attempt.service.ts']);
  });
});

describe('layers', () => {
  it('lets a module see only the module, the facade and the decorators of another', () => {
    const hidden = imports.filter(({ file, target }) => {
      if (!target || !MODULES.includes(roomOf(file)) || !MODULES.includes(roomOf(target))) return false;
      if (roomOf(file) === roomOf(target) || SHOWN.has(target)) return false;
      return (
        target !== `${roomOf(target)}/${roomOf(target)}.module.ts` &&
        target !== `${roomOf(target)}/${roomOf(target)}.facade.ts`
      );
    });
    expect(listed(hidden)).toEqual([]);
  });

  it('has no cycle between modules', () => {
    const edges = new Map(MODULES.map((room) => [room, new Set<string>()]));
    for (const { file, target } of imports) {
      const [from, to] = [roomOf(file), target ? roomOf(target) : ''];
      if (from !== to && MODULES.includes(to)) edges.get(from)?.add(to);
    }
    const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
      [...(edges.get(from) ?? [])].some((next) => {
        if (next === to) return true;
        if (seen.has(next)) return false;
        return reaches(next, to, seen.add(next));
      });
    expect(MODULES.filter((room) => reaches(room, room))).toEqual([]);
  });

  it('keeps common, config and database free of features', () => {
    const upward = imports.filter(
      ({ file, target }) =>
        FOUNDATIONS.has(roomOf(file)) &&
        target &&
        MODULES.includes(roomOf(target)) &&
        !file.endsWith('app-entities.ts'),
    );
    expect(listed(upward)).toEqual([]);
  });

  it('keeps SQL in repositories', () => {
    const allowed = /\.(repository|entity)\.ts$|^database\/|^common\/errors\/database-error\.ts$/;
    const typeorm = imports.filter(({ file, specifier }) => specifier === 'typeorm' && !allowed.test(file));
    expect(listed(typeorm)).toEqual([]);
    const sql = filesMatching(/`\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM) /).filter((file) => !allowed.test(file));
    expect(sql).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const readers = filesMatching(/process\.env/).filter((file) => !file.startsWith('database/embedded/'));
    expect(readers.filter((file) => !/^(main|openapi|cli\/main)\.ts$/.test(file))).toEqual([]);
  });

  it('injects no type: an `import type` of what Nest injects breaks at run time', () => {
    const suspicious = files.filter(
      (file) =>
        /import type \{[^}]*(Service|Repository|Facade|Database|Clock|RequestContext)\b[^}]*\}/.test(
          (texts.get(file) ?? '').replace(/import type \{[^}]*\} from '(pg|typeorm|nestjs-cls)'/g, ''),
        ) && /@(Injectable|Controller)\(/.test(texts.get(file) ?? ''),
    );
    expect(suspicious).toEqual([]);
  });
});
