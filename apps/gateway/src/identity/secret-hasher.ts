import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Env } from '../config/env.js';

/**
 * What is stored of a session's token or an API key. One round is enough, because 256 random bits cannot be tried
 * out; the key keeps whoever can write to the database, and nothing else, from making a session of their own.
 */
@Injectable()
export class SecretHasher {
  private readonly key: string;

  constructor(env: Env) {
    if (!env.NYLA_SECRET) throw new Error('NYLA_SECRET is missing');
    this.key = env.NYLA_SECRET;
  }

  hash(secret: string): Buffer {
    return createHmac('sha256', this.key).update(secret).digest();
  }
}
