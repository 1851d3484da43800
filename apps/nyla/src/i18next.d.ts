import type account from './locales/en/account.json';
import type audit from './locales/en/audit.json';
import type automation from './locales/en/automation.json';
import type billing from './locales/en/billing.json';
import type chat from './locales/en/chat.json';
import type common from './locales/en/common.json';
import type contacts from './locales/en/contacts.json';
import type credit from './locales/en/credit.json';
import type errors from './locales/en/errors.json';
import type mandates from './locales/en/mandates.json';
import type models from './locales/en/models.json';
import type notices from './locales/en/notices.json';
import type outbox from './locales/en/outbox.json';
import type people from './locales/en/people.json';
import type statements from './locales/en/statements.json';
import type system from './locales/en/system.json';

// Makes every text key a checked type.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      account: typeof account;
      audit: typeof audit;
      contacts: typeof contacts;
      credit: typeof credit;
      mandates: typeof mandates;
      notices: typeof notices;
      outbox: typeof outbox;
      people: typeof people;
      statements: typeof statements;
      system: typeof system;
      automation: typeof automation;
      billing: typeof billing;
      chat: typeof chat;
      common: typeof common;
      errors: typeof errors;
      models: typeof models;
    };
  }
}
