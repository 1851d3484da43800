import path from 'node:path';
import type { Locale } from '@nyla/contracts';
import { expect, type Page } from '@playwright/test';

const SCREENSHOTS = path.resolve(import.meta.dirname, '../test-results/screenshots');

/** Keeps a picture of the page for people to look at. */
export async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}

/** How far the page, or its scrolling part, can be scrolled sideways, in pixels. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const main = document.querySelector('main');
    return Math.max(scrollWidth - clientWidth, main ? main.scrollWidth - main.clientWidth : 0);
  });
}

const HEIGHT_MAX = 2_600;

/** Makes the window as high as the page, because only a part of it scrolls and a screenshot would show its top only. */
export async function unrollPage(page: Page): Promise<void> {
  const size = page.viewportSize();
  if (!size) return;
  const hidden = await page.evaluate(() => {
    const main = document.querySelector('main');
    return main ? main.scrollHeight - main.clientHeight : 0;
  });
  await page.setViewportSize({ ...size, height: Math.min(size.height + hidden, HEIGHT_MAX) });
}

/** Chooses a language as another window of the same reader does, which leaves dialogs open. */
export async function chooseElsewhere(page: Page, locale: Locale): Promise<void> {
  await page.evaluate((chosen) => {
    localStorage.setItem('nyla.language', chosen);
    dispatchEvent(new StorageEvent('storage', { key: 'nyla.language', newValue: chosen }));
  }, locale);
  await expect(page.locator('html')).toHaveAttribute('lang', locale);
}
