import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

// Nothing runs in a frame that shows a mail, axe neither: waiting for it would never end.
const NO_SCRIPTS = 'iframe[sandbox=""]';

/** What axe finds on the page, one line for each element, so that a failed test can be read. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude(NO_SCRIPTS).withTags(TAGS).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, all, none }) => {
      const reasons = [...any, ...all, ...none].map(({ message }) => message);
      return `${id} at ${target.join(' ')}: ${reasons.join('; ')}`;
    }),
  );
}
