import type account from './locales/en/account.json';
import type automation from './locales/en/automation.json';
import type billing from './locales/en/billing.json';
import type chat from './locales/en/chat.json';
import type common from './locales/en/common.json';
import type errors from './locales/en/errors.json';
import type models from './locales/en/models.json';

// Makes every text key a checked type.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      account: typeof account;
      automation: typeof automation;
      billing: typeof billing;
      chat: typeof chat;
      common: typeof common;
      errors: typeof errors;
      models: typeof models;
    };
  }
}
