import { LOCALES, type Locale, MAIL_KINDS, type MailData, type MailKind } from '@nyla/contracts';
import { plainToInstance } from 'class-transformer';
import { Env } from '../../config/env.js';
import { MAIL_TEXTS } from './letter-writer.js';
import { MailLinks } from './mail-links.js';
import { MailRenderer } from './mail-renderer.service.js';
import { mailSamples } from './mail-samples.js';

const HOME = 'https://nyla.example';
const links = new MailLinks(plainToInstance(Env, { PUBLIC_URL: HOME }));
const renderer = new MailRenderer(links);

const EVERY = LOCALES.flatMap((locale) => MAIL_KINDS.map((kind) => [kind, locale] as const));

const sample = <K extends MailKind>(kind: K, locale: Locale = 'de-CH', changes: Partial<MailData[K]> = {}) =>
  renderer.render(kind, { ...mailSamples(locale)[kind], ...changes }, locale);

/** The same data with every text of people replaced. */
function withTexts(data: object, text: string): object {
  const names = /name|note|reason|by$|subject|text/i;
  const fixed = new Set(['automationId', 'runId', 'mandateId', 'path']);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      if (Array.isArray(value))
        return [key, value.map((part) => (typeof part === 'object' ? withTexts(part, text) : part))];
      const isText = typeof value === 'string' && names.test(key) && !fixed.has(key);
      return [key, isText ? text : value];
    }),
  );
}

/** The mail without the pictures that it brings along. */
const withoutOwn = (html: string) => html.replaceAll(/<img [^>]*src="cid:month-chart"[^>]*>/g, '');

const addressesIn = (html: string) =>
  [
    ...withoutOwn(html).matchAll(/(?:href|src|background|action|srcset|poster|data)\s*=\s*"([^"]*)"|url\(([^)]*)\)/gi),
  ].map(([, attribute, url]) => attribute ?? url ?? '');

describe.each(EVERY)('%s in %s', (kind, locale) => {
  it('is a whole mail in its language that loads nothing and leads nowhere else', async () => {
    const { subject, html, text, images } = await sample(kind, locale);
    expect(html).toContain(`lang="${locale}"`);
    expect(html).toMatch(/^<!DOCTYPE/);
    expect(html).not.toContain('<!--');
    expect(subject).not.toBe('');
    expect(text).toContain('-- \n');
    for (const address of addressesIn(html)) expect(address.startsWith(`${HOME}/`)).toBe(true);
    expect(withoutOwn(html)).not.toMatch(/<(script|iframe|link|object|form|base|video|img)\b/i);
    expect(`${html}${text}${subject}`).not.toMatch(/\{\{|undefined|\[object|NaN|ß/);
    expect(images.map(({ cid, contentType }) => [cid, contentType])).toEqual(
      kind === 'monthly_report' ? [['month-chart', 'image/png']] : [],
    );
  });

  it('takes what people wrote as text', async () => {
    const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)> O'Brien & "Söhne" {{amount}} $& 🧀`;
    const data = withTexts(mailSamples(locale)[kind], hostile) as MailData[typeof kind];
    const paused = kind === 'automation_paused' ? { reason: 'by_user' } : {};
    const { subject, html, text } = await renderer.render(kind, { ...data, ...paused } as typeof data, locale);
    expect(withoutOwn(html)).not.toMatch(/<script|<img/i);
    for (const address of addressesIn(html)) expect(address.startsWith(`${HOME}/`)).toBe(true);
    expect(`${subject}\n${text}`).toContain(kind === 'password_reset' ? text : `O'Brien & "Söhne" {{amount}} $& 🧀`);
  });

  it('keeps subject and names on their line', async () => {
    const breaking = 'Hans\r\nBcc: all@x.ch\u2028\u0000\u202Egnol\t';
    const data = withTexts(mailSamples(locale)[kind], breaking) as MailData[typeof kind];
    const paused = kind === 'automation_paused' ? { reason: 'by_user' } : {};
    const { subject, text } = await renderer.render(kind, { ...data, ...paused } as typeof data, locale);
    expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202E]/u);
    expect(text).not.toMatch(/[\0\r\u2028]/);
  });

  it('bears very long names', async () => {
    const data = withTexts(mailSamples(locale)[kind], 'Wort'.repeat(5_000)) as MailData[typeof kind];
    const paused = kind === 'automation_paused' ? { reason: 'by_user' } : {};
    const { subject } = await renderer.render(kind, { ...data, ...paused } as typeof data, locale);
    expect([...subject].length).toBeLessThanOrEqual(150);
  });
});

describe('the words', () => {
  const flat = (texts: object, at = ''): [string, string][] =>
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[at + key, value] as [string, string]] : flat(value, `${at}${key}.`),
    );
  const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted().join();

  it.each(LOCALES)('are the same keys with the same values in %s', (locale) => {
    const shape = (of: Locale) => flat(MAIL_TEXTS[of]).map(([key, text]) => `${key} ${placeholders(text)}`);
    expect(shape(locale)).toEqual(shape('de-CH'));
    expect(flat(MAIL_TEXTS[locale]).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('differ from language to language', () => {
    const same = flat(MAIL_TEXTS.en).filter(([key, text]) => {
      const german = flat(MAIL_TEXTS['de-CH']).find(([name]) => name === key);
      return german?.[1] === text;
    });
    expect(same.map(([key]) => key)).toEqual(['common.labelled', 'report.test', 'report.name', 'access.demo']);
  });

  it('are written as each language is', () => {
    const french = flat(MAIL_TEXTS['fr-CH'])
      .map(([, text]) => text)
      .join('\n');
    expect(french).not.toMatch(/ [:;?!»]|« |'/);
  });
});

it('writes figures, months and times as Swiss readers do', async () => {
  const report = await sample('monthly_report');
  expect(report.subject).toBe("Monatsbericht Oktober 2026: CHF 1'284.35 verbraucht");
  expect(report.text).toContain("CHF 1'284.35 verbraucht, 12 % mehr als im Monat davor.");
  expect(report.text).toContain("Anfragen: 8'412 (Vormonat 7'930)");
  expect(report.text).toContain("Prognose für November 2026: CHF 1'320.00");
  expect((await sample('monthly_report', 'fr-CH')).text).toContain('octobre 2026');
  const december = await sample('monthly_report', 'en', { month: '2026-12' });
  expect(december.text).toContain('Forecast for January 2027');
  // Summer time in Zurich, and winter time.
  const until = async (expiresAt: string) => (await sample('invitation', 'de-CH', { expiresAt })).text;
  expect(await until('2026-07-01T22:30:00Z')).toContain('bis 2. Juli 2026 um 00:30');
  expect(await until('2026-12-01T22:30:00Z')).toContain('bis 1. Dezember 2026 um 23:30');
});

it('compares with the month before where there is one', async () => {
  const intro = async (used: string, usedBefore: string | null) =>
    (await sample('monthly_report', 'en', { used, usedBefore })).text.split('\n')[2];
  expect(await intro('90', '120')).toBe('In October 2026, Muster AG used CHF 90.00, 25% less than the month before.');
  expect(await intro('90', '90')).toBe('In October 2026, Muster AG used CHF 90.00, as much as the month before.');
  expect(await intro('90', '0')).toBe('In October 2026, Muster AG used CHF 90.00.');
  expect(await intro('90', null)).toBe('In October 2026, Muster AG used CHF 90.00.');
});

it('reads in plain text as if somebody had written it', async () => {
  const { text } = await sample('credit_request');
  expect(text).toBe(`Guten Tag

Beat Brüllmann arbeitet bei Muster AG und bittet Sie, Guthaben aufzuladen.

Gebraucht werden: CHF 12.50

Bemerkung:
> Für die Auswertung der Umfrage brauche ich bis Freitag etwas mehr.
> Herzlichen Dank!

Guthaben aufladen:
${HOME}/billing/top-up

Freundliche Grüsse
Nyla

-- 
Sie erhalten diese Nachricht, weil Sie bei Muster AG Guthaben aufladen können.
Mails einstellen: ${HOME}/account
`);
});

it('names a provider in the language of its reader, and a model where one is asked for', async () => {
  const { subject, text } = await sample('provider_request');
  expect(subject).toBe('Beat Brüllmann bittet um die Freigabe von Claude Sonnet');
  expect(text).toContain('Anbieter: Anthropic\nModell: Claude Sonnet');
  const any = await sample('provider_request', 'fr-CH', { connectorType: 'demo', modelName: null });
  expect(any.subject).toBe('Beat Brüllmann demande l’autorisation pour Démo');
  expect(any.text).toContain('Modèle\u00a0: tous');
});

it('leads to pages of ours only', () => {
  expect(links.to('/invite/abc')).toBe(`${HOME}/invite/abc`);
  for (const path of [
    '//evil.example/x',
    'https://evil.example',
    'javascript:alert(1)',
    '/\\evil.example',
    'http://[',
  ]) {
    expect(links.to(path)).toBe(`${HOME}/`);
  }
  expect(new MailLinks(plainToInstance(Env, { PORT: 4321 })).to('/x')).toBe('http://localhost:4321/x');
});

describe('what an automation writes', () => {
  const mail = async (text: string) => (await sample('automation_mail', 'de-CH', { text })).html;

  it('is markdown', async () => {
    const html = await mail('# Titel\n\n**fett** und `code`\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n- [x] erledigt');
    expect(html).toMatch(/<h2[^>]*>Titel<\/h2>/);
    expect(html).toContain('<strong>fett</strong>');
    expect(html).toMatch(/<td class="ink line"[^>]*>2<\/td>/);
    expect(html).toContain('☑');
  });

  it('loads nothing, runs nothing and hides no address', async () => {
    const html = await mail(
      [
        '![Zähler](https://evil.example/pixel.png)',
        '[Bank](https://evil.example/login)',
        '[Klick](javascript:alert(1))',
        '<a href="https://evil.example">Bank</a><style>*{display:none}</style>',
        'https://evil.example/offen',
      ].join('\n\n'),
    );
    expect(addressesIn(html)).toEqual([]);
    expect(html).not.toMatch(/<(a|img|script)\b|<style>\*/i);
    expect(html).toContain('Bank (https://evil.example/login)');
    expect(html).toContain('Bild: Zähler');
    expect(html).toContain('&lt;style&gt;');
    expect(html).not.toContain('javascript:');
  });
});

it('warns in figures that do not look alike where one is less than the other', async () => {
  const changes = { balance: '19.999900000', threshold: '20.00', runwayDays: 0 };
  const { text, subject } = await sample('balance_warning', 'de-CH', changes);
  expect(subject).toContain('CHF 19.99');
  expect(text).toContain('CHF 19.99');
  expect(text).toContain('CHF 20.00');
  expect(text).toContain('weniger als einen Tag');
  expect((await sample('balance_warning', 'fr-CH', changes)).text).toContain('moins d’un jour');
});
