import 'reflect-metadata';

export * from './constants.js';
export * from './dto/account.dto.js';
export * from './dto/aicore.dto.js';
export * from './dto/audit.dto.js';
export * from './dto/automation.dto.js';
export * from './dto/billing.dto.js';
export * from './dto/chat.dto.js';
export * from './dto/common.dto.js';
export * from './dto/health.dto.js';
export * from './dto/identity.dto.js';
export * from './dto/ledger.dto.js';
export * from './dto/operator.dto.js';
export * from './dto/people.dto.js';
export * from './dto/price.dto.js';
export * from './dto/statistics.dto.js';
export * from './dto/transaction.dto.js';
export * from './fields/fields.js';
