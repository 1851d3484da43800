import type { Page } from '@playwright/test';

// Answers that a healthy installation seldom gives, for pictures of them.

export const PLANTED_ID = '01935c5e-0000-7000-8000-00000000000f';
export const FAILED_VERIFICATION = {
  id: '01935c5e-0000-7000-8000-00000000000e',
  state: 'failed',
  startedAt: '2026-11-22T02:30:00.000Z',
  finishedAt: '2026-11-22T02:31:12.000Z',
  durationMs: 72_000,
  progress: 100,
  daily: true,
  startedByName: null,
  accounts: 12,
  bookings: 120_431,
  openHolds: 2,
  receipts: 118_020,
  differences: 2,
  findings: [
    {
      rule: 'balance is the sum of the bookings',
      accountId: PLANTED_ID,
      subject: PLANTED_ID,
      expected: '49.123456789',
      found: '50.123456789',
    },
    {
      rule: 'the hash chain is unbroken',
      accountId: PLANTED_ID,
      subject: PLANTED_ID,
      expected: 'a9f3c1d2e4b5968778695a4b3c2d1e0fa9f3c1d2e4b5968778695a4b3c2d1e0f',
      found: '00000000e4b5968778695a4b3c2d1e0fa9f3c1d2e4b5968778695a4b3c2d1e0f',
    },
  ],
};
export const PASSED = {
  id: PLANTED_ID,
  state: 'passed',
  differences: 0,
  findings: [],
  startedByName: 'Olivia Operator',
};
export const HOLD = {
  id: '01935c5e-0000-7000-8000-00000000000d',
  accountId: PLANTED_ID,
  mandateId: PLANTED_ID,
  mandateName: 'Muster AG',
  accountUserId: null,
  userId: PLANTED_ID,
  userName: 'Urs Muster',
  feature: 'chat',
  connectorType: 'openai',
  model: 'gpt-5.6-luna',
  amount: '0.0421',
  createdAt: '2026-11-22T14:03:07.000Z',
  expiresAt: '2026-11-22T14:05:07.000Z',
  expiresSoon: false,
  gatewayId: PLANTED_ID,
};
const ENTRY = {
  mandateId: PLANTED_ID,
  mandateName: 'Muster AG',
  actorKind: 'user',
  userId: PLANTED_ID,
  actorName: 'Anna Muster',
  ip: '192.0.2.17',
  requestId: '01a204cf-09b9-7468-b39e-6016e639e725',
  subjectId: PLANTED_ID,
};
export const TRAIL = [
  {
    ...ENTRY,
    id: '01935c5e-0000-7000-8000-000000000001',
    createdAt: '2026-11-22T14:03:07.000000Z',
    action: 'role.rules_changed',
    subjectName: 'user',
    before: { rules: [{ resource: 'resource.aicore.*', effect: 'allow' }] },
    after: {
      rules: [
        { resource: 'resource.aicore.*', effect: 'allow' },
        { resource: 'resource.aicore.openai', effect: 'deny' },
      ],
    },
  },
  {
    ...ENTRY,
    id: '01935c5e-0000-7000-8000-000000000002',
    createdAt: '2026-11-22T09:12:40.000000Z',
    action: 'billing_settings.changed',
    subjectName: 'Muster AG',
    before: { lowBalanceThreshold: '5' },
    after: { lowBalanceThreshold: '20' },
  },
  {
    ...ENTRY,
    id: '01935c5e-0000-7000-8000-000000000003',
    createdAt: '2026-11-21T16:45:01.000000Z',
    actorKind: 'api_key',
    action: 'api_key.created',
    subjectName: 'Buchhaltung',
    before: null,
    after: { name: 'Buchhaltung', expiresAt: '2027-11-21T00:00:00.000Z' },
  },
  {
    ...ENTRY,
    id: '01935c5e-0000-7000-8000-000000000004',
    createdAt: '2026-11-21T02:30:00.000000Z',
    mandateId: null,
    mandateName: null,
    actorKind: 'system',
    actorName: 'Nyla',
    userId: null,
    ip: null,
    requestId: null,
    action: 'ledger.verified',
    subjectName: 'Hauptbuch',
    before: null,
    after: { differences: 0 },
  },
];

/** Answers a list of the API with what a healthy gateway seldom has to show. */
export async function plant(page: Page, path: string, items: readonly object[]): Promise<void> {
  await page.route(new RegExp(`/api/v1/${path}(\\?|$)`), (route) =>
    route.fulfill({ json: { items, nextCursor: null } }),
  );
}

const CONTACT = {
  id: PLANTED_ID,
  email: 'buchhaltung@beispiel.ch',
  name: 'Buchhaltung',
  locale: 'de-CH',
  report: true,
  warnings: true,
  userId: null,
  addedBy: 'Bea Beispiel',
  createdAt: '2026-11-02T08:15:00.000Z',
  unsubscribedAt: null,
};
const READER = { email: CONTACT.email, name: CONTACT.name, locale: 'de-CH', userId: null, silence: null };

/** Contacts of every kind: a member, one from outside, one who has had enough. */
export const CONTACTS = {
  items: [
    CONTACT,
    {
      ...CONTACT,
      id: '01935c5e-0000-7000-8000-000000000021',
      name: 'Lea Keller',
      email: 'lea@beispiel.local',
      locale: 'fr-CH',
      warnings: false,
      userId: PLANTED_ID,
    },
    {
      ...CONTACT,
      id: '01935c5e-0000-7000-8000-000000000022',
      name: 'Treuhandgesellschaft Zürichsee und Partner',
      email: 'kundenbetreuung.mandate@treuhandgesellschaft-zuerichsee.ch',
      locale: 'en',
      unsubscribedAt: '2026-11-12T17:40:00.000Z',
    },
  ],
  nextCursor: null,
  audiences: [
    {
      topic: 'report',
      isDefault: false,
      recipients: [
        READER,
        { ...READER, email: 'lea@beispiel.local', name: 'Lea Keller', locale: 'fr-CH', silence: 'declined' },
        {
          ...READER,
          email: 'kundenbetreuung.mandate@treuhandgesellschaft-zuerichsee.ch',
          name: 'Treuhandgesellschaft Zürichsee und Partner',
          silence: 'unsubscribed',
        },
      ],
    },
    {
      topic: 'warnings',
      isDefault: true,
      recipients: [
        { ...READER, email: 'admin@beispiel.local', name: 'Bea Beispiel', userId: PLANTED_ID, silence: 'declined' },
      ],
    },
  ],
};
export const REPORT_STATE = {
  month: '2026-10',
  last: {
    month: '2026-10',
    sentAt: '2026-11-01T05:00:04.000Z',
    recipients: [
      { email: 'buchhaltung@beispiel.ch', locale: 'de-CH' },
      { email: 'lea@beispiel.local', locale: 'fr-CH' },
    ],
  },
  nextAt: '2026-12-01T05:00:00.000Z',
};
