import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { ChatPage } from '../support/chat.js';
import { expect, test } from '../support/test.js';

const DIST = path.resolve(import.meta.dirname, '../../apps/nyla/dist');
const LIMIT_BYTES = 220_000;

/** Adds up every script that the page fetches, as gzip sends it, once no more come. */
async function scriptsOf(page: Page, open: () => Promise<void>): Promise<number> {
  const sizes = new Map<string, number>();
  page.on('response', async (response) => {
    if (response.request().resourceType() !== 'script' || !response.ok()) return;
    const body = await response.body();
    sizes.set(response.url(), gzipSync(body, { level: 9 }).length);
  });
  await open();
  let before = -1;
  await expect
    .poll(
      () => {
        const settled = sizes.size > 0 && sizes.size === before;
        before = sizes.size;
        return settled;
      },
      { intervals: [700] },
    )
    .toBe(true);
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

test('the login needs less than 220 kB of JavaScript', async ({ page }, { annotations }) => {
  const bytes = await scriptsOf(page, async () => {
    await page.goto('/login');
    await expect(page.getByRole('heading', { name: 'Demo-Zugänge' })).toBeVisible();
  });
  annotations.push({ type: 'gzip', description: `${bytes} bytes` });
  expect(bytes).toBeLessThan(LIMIT_BYTES);
});

test('the chat needs less than 220 kB of JavaScript', async ({ pageOf }, { annotations }) => {
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  const bytes = await scriptsOf(page, async () => {
    await chat.open();
    await expect(chat.badge).toBeVisible();
  });
  annotations.push({ type: 'gzip', description: `${bytes} bytes` });
  expect(bytes).toBeLessThan(LIMIT_BYTES);
});

test('no validator is in any built file', () => {
  const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  expect(files.length).toBeGreaterThan(10);
  // The first is in every message of the validator, the others are names that no minifier shortens.
  const traces = /\$property|class-validator|class-transformer|ValidationMetadata|reflect-metadata/;
  const guilty = files.filter((file) => traces.test(readFileSync(path.join(DIST, file), 'utf8')));
  expect(guilty).toEqual([]);
});
