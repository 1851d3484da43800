import { expect, type Locator, type Page } from '@playwright/test';

export const LUNA = { id: 'openai/gpt-6-luna', name: 'GPT-6 Luna' } as const;
export const SWIFT = { id: 'demo/swift', name: 'Demo Swift' } as const;

/** How the provider answers when nobody shall wait for the end. */
export const ENDLESS = { words: 400, wordDelayMs: 50 } as const;

/** The chat page as its reader uses it, in German. */
export class ChatPage {
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly stopButton: Locator;
  readonly modelButton: Locator;
  readonly estimate: Locator;
  readonly questions: Locator;
  readonly answers: Locator;
  readonly prices: Locator;
  readonly badge: Locator;

  constructor(readonly page: Page) {
    this.composer = page.getByRole('textbox', { name: 'Nachricht', exact: true });
    this.sendButton = page.getByRole('button', { name: 'Senden', exact: true });
    this.stopButton = page.getByRole('button', { name: 'Stoppen' });
    this.modelButton = page.getByRole('button', { name: /^Modell wählen/ });
    this.estimate = page.getByText(/^ca\. CHF [\d.']+, höchstens CHF [\d.']+$/);
    this.questions = page.getByRole('article', { name: 'Sie', exact: true });
    this.answers = page.getByRole('article', { name: /^Antwort von / });
    this.prices = page.getByRole('button', { name: /^Beleg zu CHF/ });
    this.badge = page.getByRole('link', { name: /^Verfügbares Guthaben:/ });
  }

  /** Opens a chat, or a new one, with a model that this device remembers as the last one used. */
  async open({ chatId, model = LUNA }: { chatId?: string; model?: { readonly id: string } } = {}): Promise<void> {
    await this.page.addInitScript((id) => {
      localStorage.setItem('nyla.models', JSON.stringify({ favourites: [], recents: [id] }));
    }, model.id);
    await this.page.goto(chatId === undefined ? '/chat' : `/chat/${chatId}`);
    await expect(this.composer).toBeVisible();
    await expect(this.modelButton).toBeEnabled();
  }

  /** Picks a model in the dialog, found by its name. */
  async chooseModel(name: string, shownAs = name): Promise<void> {
    await this.modelButton.click();
    const dialog = this.page.getByRole('dialog', { name: 'Modell wählen' });
    await dialog.getByRole('combobox', { name: 'Modell suchen' }).fill(name);
    await dialog.getByRole('option', { name }).first().click();
    await expect(dialog).toBeHidden();
    await expect(this.modelButton).toHaveAccessibleName(`Modell wählen, jetzt ${shownAs}`);
  }

  /** Switches the web search on, in the way that has this name. */
  async searchTheWeb(name: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Art der Websuche/ }).click();
    await this.page.getByRole('menuitemradio', { name }).first().click();
    const toggle = this.page.getByRole('button', { name: 'Websuche', exact: true });
    if ((await toggle.getAttribute('aria-pressed')) !== 'true') await toggle.click();
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.sendButton.click();
  }

  /** Sends and waits until the answer has its price. */
  async ask(text: string): Promise<void> {
    const before = await this.prices.count();
    await this.send(text);
    await expect(this.prices).toHaveCount(before + 1);
  }

  /** The id of the open chat. */
  async chatId(): Promise<string> {
    await this.page.waitForURL(/\/chat\/[0-9a-f-]{36}$/);
    return this.page.url().slice(-36);
  }
}

/** The dialog that shows how an amount came about. */
export function receiptOf(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Beleg' });
}
