import { LLMock } from '@copilotkit/aimock';
import { runCall } from '../../../test/support/connector-conformance.js';
import { ANTHROPIC } from '../../../test/support/connector-targets/anthropic.js';
import { OPENAI_CHAT, OPENAI_RESPONSES } from '../../../test/support/connector-targets/openai.js';
import { modelOf } from '../../../test/support/shipped-pricing.js';
import { usageOf } from '../usage.js';

const TIMEOUTS = { headersMs: 2_000, idleMs: 2_000 };
const TEXT = 'Guten Tag, wie geht es Ihnen?';

/**
 * A mock that strangers have written is the second judge of our connectors. Where it deviates from the real wire
 * format, which the official SDKs define:
 * - Anthropic: the request's id comes as `x-request-id`; `message_start` already counts all of the output, and
 *   `message_delta` repeats the output only; neither cache nor web searches are told.
 * - Responses: an answer that the limit cut ends with `response.completed`, and does not say why it is incomplete.
 * - All: there are no details beside the totals of the usage.
 */
describe('aimock, a mock that is not ours', () => {
  const mock = new LLMock({ port: 0, logLevel: 'silent' });

  beforeAll(async () => {
    const usage = { input_tokens: 12, output_tokens: 7, prompt_tokens: 12, completion_tokens: 7 };
    mock.onMessage('Hallo', { content: TEXT, usage });
    mock.onMessage('Lange', { content: 'Es war einmal', usage, finishReason: 'length' });
    mock.onMessage('Suche', { content: TEXT, usage, webSearches: ['Wetter in Zürich', 'Wetter in Bern'] });
    mock.onMessage('Limite', { error: { message: 'slow down', type: 'rate_limit_error' }, status: 429, retryAfter: 3 });
    mock.onMessage('Last', { error: { message: 'busy', type: 'overloaded_error' }, status: 529 });
    mock.onMessage('Falsch', { error: { message: 'no', type: 'invalid_request_error' }, status: 400 });
    await mock.start();
  });
  afterAll(() => mock.stop());

  describe.each([
    { target: ANTHROPIC, baseUrl: () => mock.url, cut: 'length' },
    { target: OPENAI_RESPONSES, baseUrl: () => `${mock.url}/v1`, cut: 'other' },
    { target: OPENAI_CHAT, baseUrl: () => `${mock.url}/v1`, cut: 'length' },
  ])('$target.name', ({ target, baseUrl, cut }) => {
    describe.each([
      ['streamed', true],
      ['in one piece', false],
    ])('%s', (_, streamed) => {
      const model = modelOf(target.connectorType, target.model);
      const connector = (): ReturnType<typeof target.create> =>
        target.create({ apiKey: 'sk-aimock-key', baseUrl: baseUrl(), timeouts: TIMEOUTS });
      const ask = (content: string, webSearches?: number): ReturnType<typeof runCall> =>
        runCall(
          connector(),
          { model: target.model, messages: [{ role: 'user', content }], maxOutputTokens: 60, streamed, webSearches },
          model,
          new AbortController().signal,
        );

      it('answers', async () => {
        const outcome = await ask('Hallo');
        expect(outcome).toMatchObject({ text: TEXT, finish: 'stop', error: null });
        expect(outcome.providerRequestId).toMatch(/^req-/);
        expect(connector().normaliseUsage(outcome.rawUsage)).toEqual(usageOf({ input: 12, output: 7 }));
      });

      it('is cut by the limit', async () => {
        expect(await ask('Lange')).toMatchObject({ text: 'Es war einmal', finish: cut, error: null });
      });

      it.each([
        ['Limite', { kind: 'rate_limited', options: { retryable: true, status: 429, retryAfterSeconds: 3 } }],
        ['Last', { kind: 'unavailable', options: { retryable: true, status: 529 } }],
        ['Falsch', { kind: 'invalid_request', options: { retryable: false, status: 400 } }],
      ])('refuses: %s', async (content, error) => {
        expect(await ask(content)).toMatchObject({ text: '', rawUsage: null, finish: null, error });
      });

      if (target === OPENAI_RESPONSES) {
        it('searches the web', async () => {
          const { rawUsage } = await ask('Suche', 3);
          expect(connector().normaliseUsage(rawUsage)).toMatchObject({ searchRequests: 2 });
        });
      }
    });
  });
});
