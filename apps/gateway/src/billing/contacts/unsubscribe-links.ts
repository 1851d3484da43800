import { Injectable } from '@nestjs/common';
import { parse, stringify } from 'uuid';
import { LinkMac, MAC_BYTES } from '../../common/link-mac.js';
import { Env } from '../../config/env.js';
import type { Contact } from './contacts.repository.js';

const ID_BYTES = 16;
const TOKEN = /^[\w-]{86}$/;

/** Which contact a link names; whether it may is seen against the contact's address. */
export interface UnsubscribeToken {
  readonly mandateId: string;
  readonly contactId: string;
  readonly mac: Buffer;
}

/**
 * Links by which somebody without an account ends the mails to their address. Signed, not stored: a link holds as long
 * as the contact is there with the same address.
 */
@Injectable()
export class UnsubscribeLinks {
  private readonly mac: LinkMac;

  constructor(env: Env) {
    this.mac = new LinkMac(env.NYLA_SECRET, 'nyla unsubscribe');
  }

  /** Below the address of Nyla. */
  pathOf(mandateId: string, { id, email }: Pick<Contact, 'id' | 'email'>): string {
    const token = Buffer.concat([parse(mandateId), parse(id), this.mac.of([mandateId, id, email])]);
    return `/unsubscribe/${token.toString('base64url')}`;
  }

  /** Undefined for what cannot be a link. */
  read(token: string): UnsubscribeToken | undefined {
    if (!TOKEN.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== 2 * ID_BYTES + MAC_BYTES) return undefined;
    try {
      return {
        mandateId: stringify(bytes.subarray(0, ID_BYTES)),
        contactId: stringify(bytes.subarray(ID_BYTES, 2 * ID_BYTES)),
        mac: bytes.subarray(2 * ID_BYTES),
      };
    } catch {
      return undefined;
    }
  }

  isOf({ mandateId, contactId, mac }: UnsubscribeToken, { email }: Pick<Contact, 'email'>): boolean {
    return this.mac.isOf(mac, [mandateId, contactId, email]);
  }
}
