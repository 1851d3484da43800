import { messageOf } from './mail-message.js';

const ENVELOPE = { id: '1', resent: 0, to: 'a@x.ch', from: 'Nyla <nyla@x.ch>', locale: 'en' } as const;
const MAIL = { subject: 'Hello', html: '', text: '', images: [] };

const headersWith = (unsubscribe?: string) => messageOf({ ...ENVELOPE, unsubscribe }, MAIL, []).headers;

it('lets mail programs end mails by themselves where Nyla is served by https, else shows them where readers can', () => {
  const address = 'https://nyla.example/x/one-click';
  expect(headersWith(address)).toMatchObject({
    'List-Unsubscribe': { prepared: true, value: `<${address}>` },
    'List-Unsubscribe-Post': { prepared: true, value: 'List-Unsubscribe=One-Click' },
  });
  const plain = headersWith('http://localhost:3000/x/one-click');
  expect(plain).toMatchObject({ 'List-Unsubscribe': { value: '<http://localhost:3000/x/one-click>' } });
  expect(plain).not.toHaveProperty('List-Unsubscribe-Post');
  expect(Object.keys(headersWith() ?? {})).toEqual(['Auto-Submitted', 'X-Auto-Response-Suppress', 'Content-Language']);
});
