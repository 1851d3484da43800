import { DEFAULT_LOCALE, LOCALES, type Locale } from '@nyla/contracts/constants';
import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { NUMBER_FORMAT_CHANGED } from './number-format';
import { readStored, writeStored } from './storage';

const KEY = 'nyla.language';

/** Each language and namespace is a file of its own, loaded when a page first needs it. */
const files = import.meta.glob<{ default: Record<string, unknown> }>('../locales/*/*.json');

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = files[`../locales/${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts for ${language}/${namespace}`), false);
      return;
    }
    load().then(
      (file) => done(null, file.default),
      (error: Error) => done(error, true),
    );
  },
};

/** The language chosen on this device, or null when nobody has chosen yet. */
export function chosenLocale(): Locale | null {
  const stored = readStored('local', KEY);
  return LOCALES.find((locale) => locale === stored) ?? null;
}

export function currentLocale(): Locale {
  return LOCALES.find((locale) => locale === i18next.language) ?? DEFAULT_LOCALE;
}

/** Shows the page in a language. `remember` is for a choice by the reader, not for one taken over from the account. */
export async function showLocale(locale: Locale, { remember }: { remember: boolean }): Promise<void> {
  if (remember) writeStored('local', KEY, locale);
  if (locale !== i18next.language) await i18next.changeLanguage(locale);
}

/** A language chosen in one window is that of the others as well. */
function followOtherWindows(): void {
  globalThis.addEventListener('storage', ({ key }) => {
    const locale = key === KEY ? chosenLocale() : null;
    if (locale) void showLocale(locale, { remember: false });
  });
}

/** Texts of the page that is opened first, where they bear its name: they load beside the others, not after them. */
function ofFirstPage(): string[] {
  const [, name = ''] = globalThis.location.pathname.split('/');
  return `../locales/${DEFAULT_LOCALE}/${name}.json` in files ? [name] : [];
}

export async function initI18n(): Promise<void> {
  followOtherWindows();
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: chosenLocale() ?? DEFAULT_LOCALE,
      supportedLngs: [...LOCALES],
      // Every language is complete, which a test holds true; a fallback would load a second one for nothing.
      fallbackLng: false,
      load: 'currentOnly',
      ns: ['common', 'errors', ...ofFirstPage()],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true, bindI18n: `languageChanged ${NUMBER_FORMAT_CHANGED}` },
    });
}
