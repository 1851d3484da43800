// What both apps need at run time. No decorators and no imports of libraries: Nyla's bundle takes this file as it is.
export * from './constants/account.constants.js';
export * from './constants/address.constants.js';
export * from './constants/aicore.constants.js';
export * from './constants/audit.constants.js';
export * from './constants/automation.constants.js';
export * from './constants/billing.constants.js';
export * from './constants/chat.constants.js';
export * from './constants/common.constants.js';
export * from './constants/error-codes.constants.js';
export * from './constants/mail.constants.js';
export * from './constants/mandate.constants.js';
export * from './constants/notification.constants.js';
export * from './constants/operation.constants.js';
export * from './constants/people.constants.js';
export * from './constants/permissions.constants.js';
export * from './constants/price.constants.js';
export * from './constants/statement.constants.js';
