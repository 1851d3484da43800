import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { pagesText } from '../../search-context.js';
import { render } from '../template-rendering.js';
import { sourceValue } from './prompt-step.js';
import type { PreparedStep, StepCall, StepHandler } from './step.types.js';
import { StepCallService } from './step-call.service.js';

/** Searches the web by a search model. What it finds are words of strangers: data for later steps, never templates. */
@Injectable()
export class WebSearchStep implements StepHandler {
  constructor(private readonly calls: StepCallService) {}

  prepare(call: StepCall): PreparedStep {
    const { webSearch } = call.step;
    if (!webSearch) throw new DomainError('common.internal');
    const query = render(webSearch.query, call.scope);
    return {
      input: query,
      run: async (signal) => {
        const messages = [{ role: 'user' as const, content: query }];
        const { result } = await this.calls.ask(call, { task: 'search', modelId: webSearch.model, messages }, signal);
        const text = pagesText(result.pages);
        return { value: { text, sources: result.pages.map(sourceValue) }, output: text, model: result.modelId };
      },
    };
  }
}
