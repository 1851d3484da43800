import { Injectable } from '@nestjs/common';
import { type MailPreferenceDto, type MailPreferencesDto, type MailTopic, type Permission } from '@nyla/contracts';
import { RequestContext } from '../common/context/request-context.js';
import { DomainError, NotFoundError } from '../common/errors/domain-error.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { MailPreferencesRepository } from './mail-preferences.repository.js';
import { MailRefusalLinks } from './mail-refusal-links.js';

/** Whom mails of a topic can be for: permissions that each make somebody a reader of them; null for everybody. */
const READERS: Readonly<Record<MailTopic, readonly Permission[] | null>> = {
  report: ['data.billing.settings.read'],
  warnings: null,
  credit: null,
  requests: ['data.billing.topUp', 'data.roles.write', 'data.operator.credit'],
  automations: ['data.automations.own'],
};

/** The mails that the caller wants. */
@Injectable()
export class MailPreferencesService {
  constructor(
    private readonly preferences: MailPreferencesRepository,
    private readonly context: RequestContext,
    private readonly rbac: RbacFacade,
    private readonly links: MailRefusalLinks,
  ) {}

  async list(): Promise<MailPreferencesDto> {
    const { userId } = this.context.caller;
    const [refused, permissions] = await Promise.all([this.preferences.refusedTopics(userId), this.rbac.current()]);
    const topics = (Object.keys(READERS) as MailTopic[]).filter((topic) => {
      const readers = READERS[topic];
      // What was refused can be taken back, also by somebody who has lost the role meanwhile.
      return readers === null || readers.some((permission) => permissions.allows(permission)) || refused.has(topic);
    });
    return { items: topics.map((topic) => ({ topic, wanted: !refused.has(topic) })) };
  }

  /** @throws DomainError auth.session_required: a program has no business with a person's mails */
  async set({ topic, wanted }: MailPreferenceDto): Promise<MailPreferencesDto> {
    const { userId, sessionId } = this.context.caller;
    if (sessionId === null) throw new DomainError('auth.session_required');
    await this.preferences.set(userId, topic, wanted);
    return this.list();
  }

  /** For whoever holds the link of a mail, again and again. @throws NotFoundError for a forged one, or a person who is gone */
  async refuse(token: string): Promise<void> {
    const refusal = this.links.read(token);
    if (!refusal) throw new NotFoundError();
    await this.preferences.set(refusal.userId, refusal.topic, false);
  }
}
