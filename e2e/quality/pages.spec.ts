import { violationsOf } from '../support/axe.js';
import { LUNA } from '../support/chat.js';
import { chooseElsewhere, overflowOf, photograph, unrollPage } from '../support/layout.js';
import { expect, test } from '../support/test.js';
import { ANSWER, QUESTION, VIEWS } from './pages.js';

/** What a window of 1440 × 900 has left at 200 per cent. */
const ZOOMED = { width: 720, height: 450 } as const;

test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const { name, signedIn, person = 'bea', prepare, open } of VIEWS) {
  test(
    `${name}: accessible, nothing sticks out, light and dark`,
    { tag: '@phone' },
    async ({ browser, clientOf, pageOf, provider }, { project }) => {
      const bea = await clientOf('bea');
      const { id: chatId } = await bea.newChat();
      provider.scriptOnce({ text: ANSWER });
      await bea.ask(chatId, QUESTION, LUNA.id);
      const page = signedIn ? await pageOf(person) : await (await browser.newContext()).newPage();
      const undo = await prepare?.(clientOf);
      try {
        const size = page.viewportSize();
        await page.emulateMedia({ colorScheme: 'light' });
        await open(page, chatId);

        for (const scheme of ['light', 'dark'] as const) {
          await test.step(scheme, async () => {
            await page.emulateMedia({ colorScheme: scheme });
            await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
            expect.soft(await violationsOf(page), `axe, ${scheme}`).toEqual([]);
            await unrollPage(page);
            await photograph(page, `${name}-${project.name}-${scheme}`);
            if (size) await page.setViewportSize(size);
          });
        }
        expect.soft(await overflowOf(page), 'sideways').toBe(0);
        // The longest words where there is the least room.
        const locale = project.name === 'phone' ? 'fr-CH' : 'en';
        await test.step(locale, async () => {
          await chooseElsewhere(page, locale);
          expect.soft(await violationsOf(page), `axe, ${locale}`).toEqual([]);
          expect.soft(await overflowOf(page), `sideways, ${locale}`).toBe(0);
        });
        if (project.name === 'desktop') {
          await test.step('200 %', async () => {
            await page.setViewportSize(ZOOMED);
            await expect
              .soft(async () => expect(await overflowOf(page)).toBe(0), 'sideways at 200 %')
              .toPass({ timeout: 2_000 });
          });
        }
      } finally {
        await undo?.();
      }
    },
  );
}
