import type { ErrorCode, ErrorDetails, FieldErrorDto, ProblemDto } from '@nyla/contracts';

/** The gateway's codes, and `network` for a request that never got an answer. */
export type ClientErrorCode = ErrorCode | 'network';

interface ApiErrorInit {
  readonly status: number;
  readonly code: ClientErrorCode;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | null;
  readonly fieldErrors?: readonly FieldErrorDto[];
}

/** Every failed request, whatever failed: a problem document, an unreadable answer or no answer at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: ClientErrorCode;
  /** What `ErrorDetails` says for this code; use `hasCode` to read it typed. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly fieldErrors: readonly FieldErrorDto[];

  constructor(init: ApiErrorInit, options?: ErrorOptions) {
    super(init.code, options);
    this.status = init.status;
    this.code = init.code;
    this.details = init.details ?? {};
    this.requestId = init.requestId ?? null;
    this.fieldErrors = init.fieldErrors ?? [];
  }
}

/** Narrows an error to one code, and its details to that code's type. */
export function hasCode<C extends ErrorCode>(
  error: unknown,
  code: C,
): error is ApiError & { readonly code: C; readonly details: ErrorDetails[C] } {
  return error instanceof ApiError && error.code === code;
}

/** A problem document, as an answer's body or as an `error` event of a stream. */
export function problemToError(problem: ProblemDto): ApiError {
  return new ApiError({
    status: problem.status,
    // The set is closed on the server; a newer server's code falls back to the general sentence when it is shown.
    code: problem.code as ErrorCode,
    details: problem.details,
    requestId: problem.requestId,
    fieldErrors: problem.errors ?? [],
  });
}

export function networkError(cause: unknown): ApiError {
  return new ApiError({ status: 0, code: 'network' }, { cause });
}

/** Any thrown value as an `ApiError`, for places that show one. */
export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError({ status: 0, code: 'common.internal' }, { cause: error });
}

/** The error that a response stands for; answers of proxies, which are no problem documents, included. */
export async function responseToError(response: Response): Promise<ApiError> {
  const problem = await response.json().catch(() => null);
  if (isProblem(problem)) return problemToError(problem);
  const code: ErrorCode = response.status >= 502 && response.status <= 504 ? 'common.unavailable' : 'common.internal';
  return new ApiError({ status: response.status, code, requestId: response.headers.get('x-request-id') });
}

function isProblem(value: unknown): value is ProblemDto {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}
