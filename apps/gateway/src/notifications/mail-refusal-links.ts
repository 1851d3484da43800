import { Injectable } from '@nestjs/common';
import { MAIL_TOPICS, type MailTopic, UNSUBSCRIBE_TOKEN_MAX_LENGTH } from '@nyla/contracts';
import { parse, stringify } from 'uuid';
import { LinkMac, MAC_BYTES } from '../common/link-mac.js';
import { Env } from '../config/env.js';

const ID_BYTES = 16;

/** What a link refuses: the mails of a topic, for a person. */
export interface MailRefusal {
  readonly userId: string;
  readonly topic: MailTopic;
}

/** Tokens by which a mail program ends the mails of a topic for its reader, who is not signed in there. Not stored. */
@Injectable()
export class MailRefusalLinks {
  private readonly mac: LinkMac;

  constructor(env: Env) {
    this.mac = new LinkMac(env.NYLA_SECRET, 'nyla mail refusal');
  }

  tokenOf({ userId, topic }: MailRefusal): string {
    return Buffer.concat([parse(userId), this.mac.of([userId, topic]), Buffer.from(topic)]).toString('base64url');
  }

  /** Undefined for what is no token of ours. */
  read(token: string): MailRefusal | undefined {
    if (token.length > UNSUBSCRIBE_TOKEN_MAX_LENGTH) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    const topicText = bytes.subarray(ID_BYTES + MAC_BYTES).toString();
    const topic = (Object.keys(MAIL_TOPICS) as MailTopic[]).find((known) => known === topicText);
    if (topic === undefined) return undefined;
    try {
      const userId = stringify(bytes.subarray(0, ID_BYTES));
      return this.mac.isOf(bytes.subarray(ID_BYTES, ID_BYTES + MAC_BYTES), [userId, topic])
        ? { userId, topic }
        : undefined;
    } catch {
      return undefined;
    }
  }
}
