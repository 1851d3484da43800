import { ChatPage } from '../support/chat.js';
import { overflowOf } from '../support/layout.js';
import { expect, test } from '../support/test.js';

const COLUMNS = Array.from({ length: 30 }, (_, index) => `Spalte ${index + 1}`);
const TABLE = [COLUMNS, COLUMNS.map(() => '---'), COLUMNS.map((name) => `Wert zu ${name}`)]
  .map((cells) => `| ${cells.join(' | ')} |`)
  .join('\n');

const HOSTILE = `# Überschrift

<script>window.hacked = 'script'</script>
<img src="x" onerror="window.hacked = 'onerror'">
<iframe src="javascript:parent.hacked='iframe'"></iframe>
<svg onload="window.hacked='svg'"></svg>
<a href="javascript:window.hacked='html-link'">HTML-Link</a>
<style>body { display: none }</style>

[böser Link](javascript:window.hacked='link') und [Daten](data:text/html,<script>window.hacked='data'</script>)
und [guter Link](https://example.com/seite) und ![Bild](https://example.com/bild.png)

${TABLE}

${'W'.repeat(10_000)}

\`${'inline'.repeat(200)}\`

\`\`\`js
${'const lang = 1; '.repeat(100)}
\`\`\`
`;

test('hostile markdown: nothing executes, nothing is fetched, nothing widens the page', { tag: '@phone' }, async ({
  house,
  pageOf,
  provider,
}) => {
  const page = await pageOf('urs');
  const foreign: string[] = [];
  const violations: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(house.baseUrl)) foreign.push(request.url());
  });
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) violations.push(message.text());
  });
  const chat = new ChatPage(page);
  await chat.open();
  provider.scriptOnce({ text: HOSTILE });
  await chat.ask('Zeig mir etwas Böses');
  const answer = chat.answers.last();
  await expect(answer.getByRole('heading', { name: 'Überschrift' })).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, 'hacked'))).toBeUndefined();
  await expect(answer.locator('script, iframe, svg[onload], style, img')).toHaveCount(0);
  const hrefs = await answer.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const href of hrefs) if (href !== null) expect(href).toMatch(/^https:\/\/example\.com\//);
  const good = answer.getByRole('link', { name: 'guter Link' });
  await expect(good).toHaveAttribute('target', '_blank');
  await expect(good).toHaveAttribute('rel', /noopener.*noreferrer/);
  for (const name of ['böser Link', 'Daten']) {
    await answer.getByText(name).click();
    expect(await page.evaluate(() => Reflect.get(window, 'hacked'))).toBeUndefined();
  }
  expect(page.context().pages()).toHaveLength(1);
  expect(foreign).toEqual([]);
  expect(violations).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
  const width = (await answer.boundingBox())?.width ?? 0;
  expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
});

test('hostile questions and titles are shown as plain text, also in the list of chats', { tag: '@phone' }, async ({
  pageOf,
}) => {
  const page = await pageOf('urs');
  const chat = new ChatPage(page);
  await chat.open();
  const question = `<img src=x onerror="window.hacked=1"> **fett** ${'Q'.repeat(3_000)}`;
  await chat.ask(question);
  await expect(chat.questions).toContainText('<img src=x onerror="window.hacked=1"> **fett**');
  expect(await page.evaluate(() => Reflect.get(window, 'hacked'))).toBeUndefined();
  expect(await overflowOf(page)).toBe(0);
});

test('a booking’s reason from outside cannot become a formula in Excel', async ({ clientOf }) => {
  const operator = await clientOf('operator');
  const anna = await clientOf('anna');
  const { mandateId } = await anna.me();
  const booking = await operator.credit(mandateId, '0.01', '=HYPERLINK("https://example.com";"Klick")');
  const file = await (await anna.http.get('/api/v1/billing/transactions?format=csv&type=credit')).text();
  expect(file).toContain(`"'=HYPERLINK(""https://example.com"";""Klick"")"`);
  await operator.reverse(mandateId, booking.id, 'Test');
});
