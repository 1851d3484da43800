export * from './chf.js';
export * from './decimal.js';
export * from './format.js';
