import { Injectable } from '@nestjs/common';
import { MAIL_TOPICS, type MailKind, type MailTopic } from '@nyla/contracts';
import { MailPreferencesRepository } from './mail-preferences.repository.js';
import { MailRefusalLinks } from './mail-refusal-links.js';

const TOPIC_OF_KIND: ReadonlyMap<MailKind, MailTopic> = new Map(
  (Object.keys(MAIL_TOPICS) as MailTopic[]).flatMap((topic) =>
    MAIL_TOPICS[topic].map((kind): [MailKind, MailTopic] => [kind, topic]),
  ),
);

/** Which mails people want, for whoever sends some. What belongs to no topic, such as a password reset, always comes. */
@Injectable()
export class MailPreferences {
  constructor(
    private readonly preferences: MailPreferencesRepository,
    private readonly links: MailRefusalLinks,
  ) {}

  async wants(userId: string, kind: MailKind): Promise<boolean> {
    return (await this.refusing([userId], kind)).size === 0;
  }

  /** Those of some people who do not want mails of this kind. */
  async refusing(userIds: readonly string[], kind: MailKind): Promise<Set<string>> {
    const topic = TOPIC_OF_KIND.get(kind);
    if (topic === undefined || userIds.length === 0) return new Set();
    return this.preferences.refusing(userIds, topic);
  }

  /** For the head of a mail of this kind to that person, see `MailPreferencesController`; undefined for what always comes. */
  refusalTokenOf(userId: string, kind: MailKind): string | undefined {
    const topic = TOPIC_OF_KIND.get(kind);
    return topic && this.links.tokenOf({ userId, topic });
  }
}
