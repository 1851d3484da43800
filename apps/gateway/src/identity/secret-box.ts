import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Env } from '../config/env.js';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PURPOSE = 'nyla second factor';

/** Encrypts secrets that must be read again: nonce, tag and text in one. Each can be opened for its person only. */
@Injectable()
export class SecretBox {
  private readonly key: Buffer;

  constructor(env: Env) {
    if (!env.NYLA_SECRET) throw new Error('NYLA_SECRET is missing');
    this.key = Buffer.from(hkdfSync('sha256', env.NYLA_SECRET, '', PURPOSE, KEY_BYTES));
  }

  seal(secret: Uint8Array, userId: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(userId));
    const text = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]);
  }

  /** @throws Error for what was changed, belongs to somebody else, or was sealed with another NYLA_SECRET */
  open(sealed: Buffer, userId: string): Buffer {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const text = sealed.subarray(NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(userId))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]);
  }
}
