import { Injectable } from '@nestjs/common';
import type { PromptStepDto, SourceDto } from '@nyla/contracts';
import type { ChatTurn } from '../../../aicore/aicore.facade.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { CallRequest } from '../../call.types.js';
import { jsonInstruction, readJson, repairInstruction } from '../json-answer.js';
import { JsonSchemaService } from '../json-schema.service.js';
import { modelsOfStep } from '../permitted-models.js';
import { render } from '../template-rendering.js';
import type { PreparedStep, StepCall, StepHandler, StepResult } from './step.types.js';
import { type StepAnswer, StepCallService } from './step-call.service.js';

type Checked = { readonly json: unknown } | { readonly problem: string };

/** Asks a model. Where the step has a JSON schema, a wrong answer gets one chance to be put right. */
@Injectable()
export class PromptStep implements StepHandler {
  constructor(
    private readonly calls: StepCallService,
    private readonly schemas: JsonSchemaService,
  ) {}

  prepare(call: StepCall): PreparedStep {
    const step = partOf(call);
    const prompt = render(step.prompt, call.scope);
    const system = step.system === null ? '' : render(step.system, call.scope);
    const rules = [system, step.jsonSchema === null ? '' : jsonInstruction(step.jsonSchema)].filter(Boolean);
    const messages: ChatTurn[] = [
      ...(rules.length > 0 ? [{ role: 'system' as const, content: rules.join('\n\n') }] : []),
      { role: 'user', content: prompt },
    ];
    return {
      input: system === '' ? prompt : `${system}\n\n---\n\n${prompt}`,
      run: (signal) =>
        step.jsonSchema === null
          ? this.answer(call, messages, signal)
          : this.answerInJson(call, messages, step.jsonSchema, signal),
    };
  }

  private async answer(call: StepCall, messages: ChatTurn[], signal: AbortSignal): Promise<StepResult> {
    const { text, result } = await this.calls.ask(call, requestOf(call, messages), signal);
    const sources = result.sources.map(sourceValue);
    return { value: { text, sources }, output: text, model: result.modelId };
  }

  private async answerInJson(
    call: StepCall,
    messages: ChatTurn[],
    schema: string,
    signal: AbortSignal,
  ): Promise<StepResult> {
    let answer = await this.calls.ask(call, requestOf(call, messages), signal);
    let checked = await this.check(answer.text, schema);
    if ('problem' in checked) {
      const repair = repairOf(messages, answer, checked.problem);
      answer = await this.calls.ask(call, requestOf(call, repair), signal);
      checked = await this.check(answer.text, schema);
    }
    if ('problem' in checked) throw new DomainError('automation.answer_invalid', { problem: checked.problem });
    const { json } = checked;
    const { text, result } = answer;
    const value = { text, json, sources: result.sources.map(sourceValue) };
    return { value, output: JSON.stringify(json, null, 2), model: result.modelId };
  }

  private async check(text: string, schema: string): Promise<Checked> {
    const reading = readJson(text);
    if (!reading.found) return { problem: 'the answer holds no JSON' };
    const verdict = await this.schemas.check(schema, reading.value);
    return verdict.valid ? { json: reading.value } : { problem: verdict.problem };
  }
}

function partOf({ step }: StepCall): PromptStepDto {
  if (!step.prompt) throw new DomainError('common.internal');
  return step.prompt;
}

/** The step's own models, or the automation's: the first one, and those that take over from it. */
function requestOf(call: StepCall, messages: readonly ChatTurn[]): CallRequest {
  const { maxOutputTokens } = partOf(call);
  const [modelId = '', ...fallbackModelIds] = modelsOfStep(call.step, call.run.definition);
  return { modelId, fallbackModelIds, messages, maxOutputTokens: maxOutputTokens ?? undefined };
}

function repairOf(messages: readonly ChatTurn[], { text }: StepAnswer, problem: string): ChatTurn[] {
  // A model that said nothing must not be shown an empty answer of its own: providers refuse empty messages.
  const said: ChatTurn[] = text.trim() === '' ? [] : [{ role: 'assistant', content: text }];
  return [...messages, ...said, { role: 'user', content: repairInstruction(problem) }];
}

/** A page as templates see it. */
export function sourceValue({ url, title, snippet }: SourceDto): Readonly<Record<string, unknown>> {
  return { url, title, snippet };
}
