import { expect, type Page } from '@playwright/test';
import { violationsOf } from '../support/axe.js';
import { LUNA, SWIFT } from '../support/chat.js';
import { overflowOf } from '../support/layout.js';
import { test } from '../support/test.js';

const html = (page: Page) => page.locator('html');

async function chooseLanguage(page: Page, menu: string, language: string): Promise<void> {
  const saved = page.waitForResponse(
    (response) => response.url().endsWith('/me') && response.request().method() === 'PATCH',
  );
  await page.getByRole('button', { name: menu, exact: true }).click();
  await page.getByRole('menuitemradio', { name: language }).click();
  await saved;
}

test('the language changes to English and back, stays after a reload, and the account remembers it', async ({
  clientOf,
  pageOf,
}) => {
  const bea = await clientOf('bea');
  const page = await pageOf('bea');
  await page.goto('/billing');
  await expect(html(page)).toHaveAttribute('lang', 'de-CH');
  await expect(page).toHaveTitle('Guthaben · Nyla');
  await chooseLanguage(page, 'Sprache', 'English');
  await expect(html(page)).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Guthaben');
  await page.reload();
  await expect(html(page)).toHaveAttribute('lang', 'en');
  await expect(page).not.toHaveTitle(/Guthaben/);
  expect((await bea.me()).user.locale).toBe('en');

  await chooseLanguage(page, 'Language', 'Deutsch (Schweiz)');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Guthaben');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Guthaben');
  expect((await bea.me()).user.locale).toBe('de-CH');
});

test('the theme changes, stays after a reload, and «Wie System» follows the system', async ({ pageOf }) => {
  const page = await pageOf('urs');
  const scheme = 'data-mantine-color-scheme';
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/account');
  await expect(html(page)).toHaveAttribute(scheme, 'light');
  const choose = async (name: string) => {
    await page.getByRole('button', { name: 'Darstellung', exact: true }).click();
    await page.getByRole('menuitemradio', { name, exact: true }).click();
  };
  await choose('Dunkel');
  await expect(html(page)).toHaveAttribute(scheme, 'dark');
  await page.reload();
  await expect(html(page)).toHaveAttribute(scheme, 'dark');
  await choose('Hell');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  await expect(html(page)).toHaveAttribute(scheme, 'light');
  await choose('Wie System');
  await expect(html(page)).toHaveAttribute(scheme, 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(html(page)).toHaveAttribute(scheme, 'light');
});

test('all of it is in French: chat, price, a refusal, automations, credit, and a file', async ({
  clientOf,
  denyProvider,
  pageOf,
}) => {
  const urs = await clientOf('urs');
  const page = await pageOf('urs');
  const main = page.getByRole('main');
  try {
    await page.addInitScript((id) => {
      localStorage.setItem('nyla.models', JSON.stringify({ favourites: [], recents: [id] }));
    }, LUNA.id);
    await page.goto('/chat');
    await chooseLanguage(page, 'Sprache', 'Français (Suisse)');
    await expect(html(page)).toHaveAttribute('lang', 'fr-CH');
    await expect(page.getByRole('navigation', { name: 'Navigation principale' })).toBeVisible();
    await page.reload();
    await expect(html(page)).toHaveAttribute('lang', 'fr-CH');
    expect((await urs.me()).user.locale).toBe('fr-CH');

    const composer = page.getByRole('textbox', { name: 'Message', exact: true });
    const send = page.getByRole('button', { name: 'Envoyer', exact: true });
    const prices = page.getByRole('button', { name: /^Ouvrir le justificatif de CHF/ });
    await composer.fill('Combien coûte cette question ?');
    await expect(page.getByText(/^env\. CHF [\d.']+, au plus CHF [\d.']+$/)).toBeVisible();
    await send.click();
    await expect(page.getByRole('article', { name: `Réponse de ${LUNA.name}` })).toBeVisible();
    await expect(prices).toHaveCount(1);
    await prices.click();
    const receipt = page.getByRole('dialog', { name: 'Justificatif' });
    await expect(receipt.getByText('Recalculé dans votre navigateur\u00a0: c’est juste')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(receipt).toBeHidden();

    await composer.fill('Une question qui ne doit pas sortir');
    await denyProvider('anna', 'user', 'openai');
    await send.click();
    const card = page.getByRole('alert').filter({ hasText: 'Non envoyé' });
    await expect(card).toContainText(
      'ne vous est pas autorisé. Une administratrice ou un administrateur de votre mandant peut y remédier.',
    );
    await expect(composer).toHaveValue('Une question qui ne doit pas sortir');
    await card.getByRole('button', { name: 'Choisir un autre modèle' }).click();
    await page.getByRole('dialog', { name: 'Choisir un modèle' }).getByRole('option', { name: SWIFT.name }).click();
    await send.click();
    await expect(prices).toHaveCount(2);

    await page.goto('/automations');
    await expect(main.getByRole('heading', { level: 1, name: 'Automatisations' })).toBeVisible();
    await expect(page).toHaveTitle('Automatisations · Nyla');

    await page.goto('/billing/transactions');
    await expect(main.getByRole('heading', { level: 1, name: 'Écritures' })).toBeVisible();
    await expect(main.getByText('Consommation').first()).toBeVisible();
    const file = await page.request.get('/api/v1/billing/transactions?format=csv');
    expect(await file.text()).toMatch(/^\uFEFF?Date;N°;Type;Fournisseur;.*;Montant CHF;/);
    await page.goto('/billing');
    await expect(main.getByRole('heading', { level: 1, name: 'Crédit' })).toBeVisible();
    await expect(main.getByText('Disponible', { exact: true }).first()).toBeVisible();
  } finally {
    await page.request.patch('/api/v1/me', { data: { locale: 'de-CH' } });
  }
});

const FIVE_PAGES = ['/chat', '/billing', '/automations', '/account', '/settings/members'] as const;

for (const [locale, titles] of [
  ['fr-CH', ['Nouveau chat', 'Crédit', 'Automatisations', 'Compte', 'Membres']],
  ['en', ['New chat', 'Credit', 'Automations', 'Account', 'Members']],
] as const) {
  test(`five pages are accessible in ${locale}, and nothing sticks out`, { tag: '@phone' }, async ({ pageOf }) => {
    test.slow();
    const page = await pageOf('bea');
    try {
      await page.request.patch('/api/v1/me', { data: { locale } });
      for (const [index, path] of FIVE_PAGES.entries()) {
        await page.goto(path);
        await expect(page).toHaveTitle(new RegExp(`${titles[index]} · Nyla$`));
        await expect(html(page)).toHaveAttribute('lang', locale);
        await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
        expect.soft(await violationsOf(page), `axe, ${path}`).toEqual([]);
        expect.soft(await overflowOf(page), `sideways, ${path}`).toBe(0);
      }
    } finally {
      await page.request.patch('/api/v1/me', { data: { locale: 'de-CH' } });
    }
  });
}
