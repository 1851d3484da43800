import type { MessageStatus, ModelDecisionDto, SourceDto } from '@nyla/contracts';
import { newId } from '../../common/ids.js';
import type { ChatRepository, MessageRow } from './chat.repository.js';

/** How often a growing answer is stored: what a reload in the middle finds. */
const SAVE_EVERY_MS = 400;

/** One answer while it grows: stored from time to time, and stopped when somebody asks for it in the database. */
export class AnswerWriter {
  readonly id = newId();
  private readonly stopper = new AbortController();
  private content = '';
  private sources: readonly SourceDto[] = [];
  private decision: ModelDecisionDto | null = null;
  private timer: NodeJS.Timeout | undefined;
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly chats: ChatRepository,
    private readonly leaseSeconds: number,
    /** The model that was asked for; whichever answers takes its place. */
    private model: string,
  ) {}

  /** Aborted when another tab, or another gateway, asked to stop. */
  get signal(): AbortSignal {
    return this.stopper.signal;
  }

  begin(): void {
    this.timer = setInterval(() => {
      this.saving = this.saving.then(() => this.save());
    }, SAVE_EVERY_MS);
  }

  append(text: string): void {
    this.content += text;
  }

  cite(sources: readonly SourceDto[]): void {
    this.sources = sources;
  }

  decide(decision: ModelDecisionDto): void {
    this.decision = decision;
    this.model = decision.chosen ?? this.model;
  }

  /** @returns the stored answer; undefined when its chat was removed meanwhile. */
  async finish(status: MessageStatus, errorCode: string | null): Promise<MessageRow | undefined> {
    this.end();
    await this.saving;
    const { content, model, sources, decision } = this;
    return this.chats.finish(this.id, { status, content, errorCode, model, sources, decision });
  }

  end(): void {
    clearInterval(this.timer);
  }

  private async save(): Promise<void> {
    try {
      if (!(await this.chats.saveProgress(this.id, this.content, this.leaseSeconds))) this.stopper.abort();
    } catch {
      // The answer goes on; the next round, or the end, stores all of it.
    }
  }
}
