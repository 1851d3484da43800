import { setActiveMandateId } from '@/lib/active-mandate';
import { ApiError, hasCode } from './api-error';
import { apiGet, apiPost, apiUrl, setSignedOutHandler } from './client';

const realFetch = globalThis.fetch;
let requests: Request[] = [];
let signedOut = 0;

function answer(make: () => Response | Promise<Response>): void {
  globalThis.fetch = async (input, init) => {
    requests.push(new Request(new URL(input as string, 'http://nyla.test'), init));
    return make();
  };
}

const problem = (status: number, code: string, details = {}) =>
  Response.json({ type: '', title: '', status, code, details, requestId: 'r1' }, { status });

beforeEach(() => {
  requests = [];
  signedOut = 0;
  setActiveMandateId(null);
  setSignedOutHandler(() => {
    signedOut += 1;
  });
});
afterAll(() => {
  globalThis.fetch = realFetch;
});

describe('apiUrl', () => {
  it('leaves empty values away and joins lists', () => {
    expect(apiUrl('/x', { a: 1, b: null, c: undefined, d: '', e: ['day', 'model'], f: false })).toBe(
      '/api/v1/x?a=1&e=day%2Cmodel&f=false',
    );
  });
});

describe('requests', () => {
  it('carry the active mandate, the key of the intent and JSON', async () => {
    setActiveMandateId('m1');
    answer(() => Response.json({ ok: true }));
    await expect(apiPost('/chats', { title: 'x' }, { idempotencyKey: 'k1' })).resolves.toEqual({ ok: true });
    const [request] = requests;
    expect(request?.headers.get('x-mandate-id')).toBe('m1');
    expect(request?.headers.get('idempotency-key')).toBe('k1');
    await expect(request?.json()).resolves.toEqual({ title: 'x' });
  });

  it('give undefined for an answer without a body', async () => {
    answer(() => new Response(null, { status: 204 }));
    await expect(apiPost('/chats/1/stop')).resolves.toBeUndefined();
  });

  it('turn a problem document into an error with typed details', async () => {
    answer(() => problem(402, 'billing.insufficient_balance', { required: '1.00', available: '0.50' }));
    const error: unknown = await apiGet('/x').catch((thrown: unknown) => thrown);
    expect(hasCode(error, 'billing.insufficient_balance') && error.details.required).toBe('1.00');
    expect(error).toMatchObject({ status: 402, requestId: 'r1' });
  });

  it('name what a proxy answers without a problem document', async () => {
    answer(() => new Response('<html>', { status: 502 }));
    await expect(apiGet('/x')).rejects.toMatchObject({ code: 'common.unavailable' });
    answer(() => new Response('<html>', { status: 200 }));
    await expect(apiGet('/x')).rejects.toMatchObject({ code: 'common.internal' });
  });

  it('name a request without an answer', async () => {
    answer(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(apiGet('/x')).rejects.toEqual(new ApiError({ status: 0, code: 'network' }));
  });

  it('keep an abort what it is', async () => {
    const controller = new AbortController();
    controller.abort();
    answer(() => Promise.reject(controller.signal.reason as Error));
    await expect(apiGet('/x', undefined, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('report a session that has ended, but not the question whether there is one', async () => {
    answer(() => problem(401, 'auth.required'));
    await apiGet('/session').catch(() => undefined);
    expect(signedOut).toBe(0);
    await apiGet('/chats').catch(() => undefined);
    expect(signedOut).toBe(1);
  });
});
