import type { Page } from '@playwright/test';
import { violationsOf } from '../support/axe.js';
import { ChatPage, LUNA } from '../support/chat.js';
import { photograph } from '../support/layout.js';
import { expect, test } from '../support/test.js';

const DRAFT = 'Fasse mir dieses Protokoll zusammen';

/** Opens the notifications as the device offers them, and gives what holds them. */
async function openNotifications(page: Page, isPhone: boolean) {
  if (isPhone) {
    await page.getByRole('link', { name: /^Mitteilungen/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Mitteilungen' })).toBeVisible();
    return page.getByRole('main');
  }
  await page.getByRole('button', { name: /^Mitteilungen/ }).click();
  return page.getByRole('dialog', { name: 'Mitteilungen' });
}

test(
  'a user without credit asks the admin, who hears of it live; after the top-up the same draft is sent',
  { tag: '@phone' },
  async ({ clientOf, isMobile, pageOf, provider, withBalance }, { project }) => {
    const operator = await clientOf('operator');
    const anna = await clientOf('anna');
    const adminPage = await pageOf('anna');
    await withBalance(anna, '0.00');
    await anna.readNotifications();
    await adminPage.goto('/billing');
    const banner = adminPage.getByRole('region', { name: 'Hinweis', exact: true });
    await expect(banner).toContainText('Das Guthaben ist aufgebraucht. Nach einer Aufladung geht es weiter.');

    const page = await pageOf('urs');
    const chat = new ChatPage(page);
    await chat.open();
    await expect(page.getByRole('region', { name: 'Hinweis', exact: true })).toContainText(
      'Wenden Sie sich an Anna Muster.',
    );
    await chat.send(DRAFT);
    const card = page.getByRole('alert').filter({ hasText: 'Das Guthaben reicht für diese Anfrage nicht' });
    await expect(card).toContainText(/Es fehlen\s*CHF 0\.\d+/);
    await card.getByRole('button', { name: 'Admin anfragen' }).click();
    await expect(card).toContainText(/Angefragt am .* bei Anna Muster\./);
    expect(await violationsOf(page)).toEqual([]);
    await photograph(page, `guthaben-angefragt-${project.name}`);

    const bell = isMobile ? 'link' : 'button';
    await expect(adminPage.getByRole(bell, { name: /^Mitteilungen, \d+ ungelesene/ })).toBeVisible();
    const notifications = await openNotifications(adminPage, isMobile);
    const asked = notifications.getByRole('link', { name: /Urs Muster bittet um Guthaben/ }).first();
    await expect(asked).toContainText(/Für die wartende Anfrage sind CHF.0\.\d+ nötig/);
    expect(await violationsOf(adminPage)).toEqual([]);
    await photograph(adminPage, `mitteilungen-${project.name}`);
    await asked.click();
    await expect(adminPage).toHaveURL(/\/billing\/top-up$/);

    const before = provider.requests.length;
    await operator.credit((await anna.me()).mandateId, '3.00', 'Aufladung im Test');
    const covered = page.getByRole('alert').filter({ hasText: 'Guthaben ist da' });
    await expect(covered).toBeVisible();
    await expect(chat.composer).toHaveValue(DRAFT);
    await expect(page.getByRole(bell, { name: /^Mitteilungen, \d+ ungelesene/ })).toBeVisible();
    await expect(banner).toContainText('Das ist behoben');
    await covered.getByRole('button', { name: 'Jetzt senden' }).click();
    await expect(chat.prices).toHaveCount(1);
    await expect(chat.questions.first()).toHaveText(DRAFT);
    await expect(chat.composer).toHaveValue('');
    expect(provider.requests.length).toBe(before + 1);

    // The notification leads back to the chat from wherever its reader is.
    const chatUrl = page.url();
    await page.goto('/account');
    const own = await openNotifications(page, isMobile);
    await own
      .getByRole('link', { name: /Das Guthaben ist da/ })
      .first()
      .click();
    await expect(page).toHaveURL(chatUrl);
  },
);

test(
  'a user asks for a model that is locked; the admin’s notification leads to the roles, and the user is told',
  { tag: '@phone' },
  async ({ clientOf, isMobile, pageOf }, { project }) => {
    const anna = await clientOf('anna');
    const role = await anna.role('user');
    await anna.readNotifications();
    const adminPage = await pageOf('anna');
    await adminPage.goto('/billing');
    const page = await pageOf('urs');
    const chat = new ChatPage(page);
    await chat.open();
    await chat.composer.fill('Eine Frage an Luna');
    await expect(chat.estimate).toBeVisible();
    const denied = { resource: 'resource.aicore.openai', effect: 'deny' as const };
    await anna.setRules(role.id, [...role.rules, denied]);
    try {
      await chat.sendButton.click();
      const card = page.getByRole('alert').filter({ hasText: 'Nicht gesendet' });
      await card.getByRole('button', { name: 'Freigabe anfragen' }).click();
      await expect(card).toContainText(/Angefragt am .* bei Anna Muster\./);
      await photograph(page, `freigabe-angefragt-${project.name}`);

      // The picker knows of it, too.
      await page.reload();
      await chat.modelButton.click();
      const dialog = page.getByRole('dialog', { name: 'Modell wählen' });
      await dialog.getByRole('combobox').fill(LUNA.name);
      await expect(dialog).toContainText(/Angefragt am .* bei Anna Muster\./);
      await photograph(page, `modellwahl-angefragt-${project.name}`);
      await page.keyboard.press('Escape');

      const notifications = await openNotifications(adminPage, isMobile);
      await notifications
        .getByRole('link', { name: new RegExp(`Urs Muster bittet um die Freigabe von ${LUNA.name}`) })
        .first()
        .click();
      await expect(adminPage).toHaveURL(/\/settings\/roles$/);

      await chat.sendButton.or(chat.modelButton).first().waitFor();
      await anna.setRules(role.id, role.rules);
      const bell = isMobile ? 'link' : 'button';
      await expect(page.getByRole(bell, { name: /^Mitteilungen, \d+ ungelesene/ })).toBeVisible();
      const own = await openNotifications(page, isMobile);
      await expect(
        own.getByRole('link', { name: new RegExp(`${LUNA.name} ist jetzt für Sie freigegeben`) }).first(),
      ).toBeVisible();
    } finally {
      await anna.setRules(role.id, role.rules);
    }
  },
);

test('a card turns by itself when the model it was about is permitted, and sends the same draft', async ({
  clientOf,
  pageOf,
}) => {
  const anna = await clientOf('anna');
  const role = await anna.role('user');
  const chat = new ChatPage(await pageOf('urs'));
  await chat.open();
  await chat.composer.fill('Noch eine Frage an Luna');
  await expect(chat.estimate).toBeVisible();
  await anna.setRules(role.id, [...role.rules, { resource: 'resource.aicore.openai', effect: 'deny' }]);
  try {
    await chat.sendButton.click();
    const card = chat.page.getByRole('alert').filter({ hasText: 'Nicht gesendet' });
    await card.getByRole('button', { name: 'Freigabe anfragen' }).click();
    await expect(card).toContainText('Angefragt am');
    await anna.setRules(role.id, role.rules);
    await expect(card).toContainText(`${LUNA.name} ist jetzt für Sie freigegeben.`);
    await card.getByRole('button', { name: 'Jetzt senden' }).click();
    await expect(chat.prices).toHaveCount(1);
  } finally {
    await anna.setRules(role.id, role.rules);
  }
});

test('a banner that comes while somebody reads moves nothing, and one that was put away stays away', async ({
  clientOf,
  pageOf,
  withBalance,
}) => {
  const anna = await clientOf('anna');
  const page = await pageOf('anna');
  await page.goto('/account');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toBeVisible();
  const before = await heading.boundingBox();
  const { lowBalanceThreshold } = await anna.billingSettings();
  await anna.setThreshold('60.00');
  try {
    await withBalance(anna, '40.00');
    const banner = page.getByRole('region', { name: 'Hinweis', exact: true });
    await expect(banner).toContainText('Das Guthaben wird knapp: noch CHF');
    expect(await heading.boundingBox()).toEqual(before);
    await expect(banner.getByRole('link', { name: 'Aufladen' })).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await photograph(page, 'hinweis-schwebend');
    await expect(page.getByRole('button', { name: /^Mitteilungen, \d+ ungelesene/ })).toBeVisible();
    await banner.getByRole('button', { name: 'Hinweis ausblenden' }).click();
    await expect(banner).toBeHidden();
    await page.reload();
    await expect(heading).toBeVisible();
    await expect(banner).toBeHidden();

    // After a top-up it is another fall.
    await anna.setThreshold('60.00');
    await withBalance(anna, '70.00');
    await expect.poll(async () => (await anna.notices()).crossing).toBeNull();
    await withBalance(anna, '30.00');
    await expect(banner).toContainText('Das Guthaben wird knapp');
  } finally {
    await anna.setThreshold(lowBalanceThreshold);
  }
});

test(
  'the first steps lead an admin on, a user sees none of them',
  { tag: '@phone' },
  async ({ pageOf, pageOfNewMandate }, { project }) => {
    const page = await pageOfNewMandate();
    await page.goto('/billing');
    const steps = page.getByRole('region', { name: 'Erste Schritte' });
    await expect(steps).toContainText('0 von 4 erledigt');
    await expect(steps.getByText('Guthaben aufladen')).toBeVisible();
    await photograph(page, `erste-schritte-${project.name}`);
    await steps.getByRole('link').first().click();
    await expect(page).toHaveURL(/\/(settings\/|billing\/top-up|chat)/);
    await page.goto('/chat');
    await expect(page.getByRole('region', { name: 'Erste Schritte' })).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);

    const user = await pageOf('urs');
    await user.goto('/chat');
    await expect(user.getByRole('heading', { name: 'Womit möchten Sie beginnen?' })).toBeVisible();
    await expect(new ChatPage(user).badge).toBeVisible();
    await expect(user.getByRole('region', { name: 'Erste Schritte' })).toHaveCount(0);
  },
);
