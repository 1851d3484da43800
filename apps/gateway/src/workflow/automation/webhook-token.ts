import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';

const SECRET_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** The secret part of a webhook's address. Only its hash is stored. */
@Injectable()
export class WebhookToken {
  private readonly key: string;

  constructor(env: Env) {
    if (!env.NYLA_SECRET) throw new Error('NYLA_SECRET is missing');
    this.key = env.NYLA_SECRET;
  }

  /** 256 random bits in 43 characters that need no escaping in an address. */
  create(): string {
    return randomBytes(SECRET_BYTES).toString('base64url');
  }

  /**
   * One round is enough, because 256 random bits cannot be tried out; the key keeps whoever can write to the database
   * from making an address.
   */
  hash(token: string): Buffer {
    return createHmac('sha256', this.key).update(`webhook ${token}`).digest();
  }

  isToken(text: string): boolean {
    return TOKEN.test(text);
  }
}
