import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const WORKERS = 2;

/** Without either, Playwright's own download is used. */
const executablePath = process.env['NYLA_CHROMIUM'] || (existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined);
const isRoot = process.getuid?.() === 0;
const { defaultBrowserType: _, ...desktopChrome } = devices['Desktop Chrome'];

export default defineConfig({
  testDir: '.',
  testMatch: ['journeys/*.spec.ts', 'quality/*.spec.ts'],
  outputDir: 'test-results',
  globalSetup: './support/global-setup.ts',
  // Each worker has a gateway of its own; files are shared out between the workers.
  workers: WORKERS,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Whole journeys of several people, and axe on large pages.
  timeout: 60_000,
  expect: { timeout: 7_000 },
  use: {
    ...desktopChrome,
    locale: 'de-CH',
    timezoneId: 'Europe/Zurich',
    actionTimeout: 10_000,
    // Without a film of the page: on two cores that is what costs the most time.
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      // Chromium refuses its sandbox to root; without the second flag it looks for updates in the background.
      args: isRoot ? ['--no-sandbox', '--disable-background-networking'] : [],
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    {
      name: 'phone',
      grep: /@phone/,
      use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    },
  ],
});
