import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;
export const MAC_BYTES = 32;

/** Signs what links say, for links that are not stored. Each purpose has a key of its own. */
export class LinkMac {
  private readonly key: Buffer;

  constructor(secret: string | undefined, purpose: string) {
    if (!secret) throw new Error('NYLA_SECRET is missing');
    this.key = Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES));
  }

  of(parts: readonly string[]): Buffer {
    return createHmac('sha256', this.key).update(JSON.stringify(parts)).digest();
  }

  isOf(mac: Buffer, parts: readonly string[]): boolean {
    return mac.length === MAC_BYTES && timingSafeEqual(mac, this.of(parts));
  }
}
