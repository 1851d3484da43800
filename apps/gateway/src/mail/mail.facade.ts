import { Injectable } from '@nestjs/common';
import type { MailHealthDto } from '@nyla/contracts';
import { MailQueueRepository } from './mail-queue.repository.js';
import { MailTransport } from './mail-transport.service.js';

/** How mails go out, for other modules. */
@Injectable()
export class MailFacade {
  constructor(
    private readonly queue: MailQueueRepository,
    private readonly transport: MailTransport,
  ) {}

  async health(): Promise<MailHealthDto> {
    const figures = await Promise.all(this.queue.databases.map((database) => this.queue.figures(database)));
    const times = (of: 'oldestQueuedAt' | 'lastSentAt') =>
      figures.flatMap((figure) => figure[of]?.toISOString() ?? []).toSorted();
    return {
      delivery: this.transport.delivery,
      queued: figures.reduce((sum, { queued }) => sum + queued, 0),
      dead: figures.reduce((sum, { dead }) => sum + dead, 0),
      oldestQueuedAt: times('oldestQueuedAt').at(0) ?? null,
      lastSentAt: times('lastSentAt').at(-1) ?? null,
    };
  }
}
