import {
  connectorError,
  kindOfStatus,
  kindOfStreamError,
  readErrorBody,
  redact,
  retryAfterSeconds,
} from './provider-fault.js';

describe('faults of providers', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it.each([
    [null, undefined],
    ['7', 7],
    ['1.2', 2],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
  ])('reads Retry-After %j as %p', (header, seconds) => expect(retryAfterSeconds(header, now)).toBe(seconds));

  it.each([
    ['the key itself', 'bad key my-own-secret here'],
    ['what looks like a key', 'Incorrect API key provided: sk-proj-abc_DEF.123.'],
    ['a key of Anthropic', 'invalid x-api-key: sk-ant-api03-abc_DEF-wxyz'],
    ['a half-hidden key', 'Incorrect API key provided: sk-ab****************wxyz.'],
    ['a header', 'Authorization: Bearer my-own-secret'],
  ])('hides %s', (_, message) => {
    const hidden = redact(message, 'my-own-secret');
    expect(hidden).toContain('[key]');
    expect(hidden).not.toMatch(/my-own-secret|abc_DEF|wxyz/);
  });

  it('keeps messages short and names what to do', () => {
    const error = connectorError('openai', null, { kind: 'invalid_request', message: 'x'.repeat(10_000), status: 400 });
    expect(error.message).toHaveLength(500);
    expect(error.options).toEqual({ retryable: false, status: 400 });
    expect(connectorError('openai', null, { kind: 'timeout', message: '' }).options.retryable).toBe(true);
  });

  it.each([
    ['rate_limit_exceeded', 'rate_limited'],
    ['server_error', 'unavailable'],
    ['vector_store_timeout', 'unavailable'],
    ['invalid_prompt', 'invalid_request'],
    ['bio_policy', 'invalid_request'],
    ['context_length_exceeded', 'invalid_request'],
    [null, 'unavailable'],
  ])('takes the code %j of a broken stream as %s', (code, kind) => {
    expect(kindOfStreamError({ code, type: null, message: null })).toBe(kind);
  });

  it.each([
    [400, { message: 'Your credit balance is too low to access the API.' }, 'unavailable'],
    [400, { code: 'organization_on_hold' }, 'unavailable'],
    [429, { code: 'enforced_spend_limit_reached' }, 'unavailable'],
    [429, { code: 'insufficient_quota' }, 'unavailable'],
    [429, { type: 'rate_limit_error' }, 'rate_limited'],
    [402, { type: 'billing_error' }, 'unavailable'],
    [413, { type: 'request_too_large' }, 'invalid_request'],
    [408, {}, 'timeout'],
    [504, { type: 'timeout_error' }, 'timeout'],
    [529, { type: 'overloaded_error' }, 'unavailable'],
  ])('takes status %i with %j as %s', (status, error, kind) => {
    expect(kindOfStatus(status, { type: null, code: null, message: null, ...error })).toBe(kind);
  });

  it('reads the cause of a fault where Anthropic names it', () => {
    const error = { type: 'invalid_request_error', message: 'no', details: { error_code: 'organization_on_hold' } };
    expect(readErrorBody({ type: 'error', error })).toMatchObject({ code: 'organization_on_hold' });
  });

  it.each([[null], ['text'], [[]], [{}], [{ error: 'text' }], [{ error: { message: 1 } }]])('survives %j', (body) => {
    expect(readErrorBody(body)).toEqual({ message: null, type: null, code: null });
  });
});
