import { randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const SECRET = /^[\w-]{43}$/;
const API_KEY_START = 'nyla_sk_';
const SHOWN_CHARACTERS = API_KEY_START.length + 6;

/** 256 random bits in 43 characters that need no escaping in a cookie or a header. */
export function newSessionToken(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Begins so that secret scanners, and people, see what it is. */
export function newApiKey(): string {
  return API_KEY_START + newSessionToken();
}

export function isSessionToken(text: string): boolean {
  return SECRET.test(text);
}

export function isApiKey(text: string): boolean {
  return text.startsWith(API_KEY_START) && SECRET.test(text.slice(API_KEY_START.length));
}

/** The beginning of an API key, enough to tell keys apart and too little to guess the rest. */
export function apiKeyPrefix(key: string): string {
  return key.slice(0, SHOWN_CHARACTERS);
}
