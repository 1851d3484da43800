import { Injectable } from '@nestjs/common';
import type { HttpRequestStepDto } from '@nyla/contracts';
import { DomainError } from '../../../common/errors/domain-error.js';
import { HttpRefusal } from '../http/http-refusal.js';
import { type RenderedRequest, renderRequest } from '../http/request-rendering.js';
import { SafeHttpService, type SafeRequest, type SafeResponse } from '../http/safe-http.service.js';
import { parseStorable } from '../storable.js';
import type { TemplateScope } from '../template-rendering.js';
import type { PreparedStep, StepCall, StepHandler, StepResult } from './step.types.js';

const JSON_TYPE = /^[\w.+-]+\/(?:[\w.-]+\+)?json\b/i;
const FIRST_ERROR_STATUS = 400;

/** Sends a request to one of the hosts that the automation names. */
@Injectable()
export class HttpStep implements StepHandler {
  constructor(private readonly http: SafeHttpService) {}

  prepare({ step, run, scope }: StepCall): PreparedStep {
    const { httpRequest } = step;
    if (!httpRequest) throw new DomainError('common.internal');
    const { allowedHosts } = run.definition;
    const request: SafeRequest = { method: httpRequest.method, ...rendered(httpRequest, scope), allowedHosts };
    return { input: inputOf(request), run: (signal) => this.send(request, signal) };
  }

  private async send(request: SafeRequest, signal: AbortSignal): Promise<StepResult> {
    try {
      return resultOf(await this.http.send(request, signal));
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

function rendered(step: HttpRequestStepDto, scope: TemplateScope): RenderedRequest {
  try {
    return renderRequest(step, scope);
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof HttpRefusal)) return error;
  const { host, reason } = error;
  return new DomainError('automation.http_refused', { host, reason, status: null });
}

/** Headers may hold keys: their names are shown, their values are not. */
function inputOf({ method, url, headers, body }: SafeRequest): string {
  const lines = headers.map(({ name }) => `${name}: …`);
  return [`${method} ${url}`, ...lines, ...(body === null ? [] : ['', body])].join('\n');
}

/** An error of the server is one of the step: nobody watches, and what follows would work on an error page. */
function resultOf({ status, host, contentType, text }: SafeResponse): StepResult {
  if (status >= FIRST_ERROR_STATUS)
    throw new DomainError('automation.http_refused', { host, reason: 'status', status });
  const json = JSON_TYPE.test(contentType) ? jsonOf(text) : undefined;
  return { value: { status, text, ...(json === undefined ? {} : { json }) }, output: text, model: null };
}

function jsonOf(text: string): unknown {
  try {
    return parseStorable(text);
  } catch {
    return undefined;
  }
}
