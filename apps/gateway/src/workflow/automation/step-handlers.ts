import { Injectable } from '@nestjs/common';
import type { StepKind } from '@nyla/contracts';
import { DomainError } from '../../common/errors/domain-error.js';
import { HttpStep } from './steps/http-step.js';
import { MailStep } from './steps/mail-step.js';
import { PromptStep } from './steps/prompt-step.js';
import type { StepHandler } from './steps/step.types.js';
import { WebSearchStep } from './steps/web-search-step.js';

/** The steps that do something; conditions and loops only lead to others. */
@Injectable()
export class StepHandlers {
  private readonly byKind: Readonly<Partial<Record<StepKind, StepHandler>>>;

  constructor(prompt: PromptStep, webSearch: WebSearchStep, http: HttpStep, mail: MailStep) {
    this.byKind = { prompt, web_search: webSearch, http_request: http, send_mail: mail };
  }

  /** @throws DomainError common.internal for a kind that does nothing by itself */
  of(kind: StepKind): StepHandler {
    const handler = this.byKind[kind];
    if (!handler) throw new DomainError('common.internal');
    return handler;
  }
}
