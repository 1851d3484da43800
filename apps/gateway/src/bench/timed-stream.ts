import { type Agent, request } from 'node:http';

export interface TimedAnswer {
  /** From sending to the first token. */
  readonly firstMs: number;
  /** From sending to the end of the body. */
  readonly totalMs: number;
}

export interface StreamRequest {
  readonly url: string;
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  /** In the text of the event with which the answer begins, and of the one that ends it well. */
  readonly first: string;
  readonly last: string;
}

/**
 * Posts a request and reads its streamed answer to the end. A plain client of node:http: what it costs itself would
 * be counted on both sides. @throws Error for any answer that is not complete.
 */
export function timedStream({ url, agent, headers, body, first, last }: StreamRequest): Promise<TimedAnswer> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const call = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } });
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      let firstMs: number | undefined;
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (firstMs === undefined && text.includes(first)) firstMs = performance.now() - started;
      });
      response.once('error', reject);
      response.once('end', () => {
        const totalMs = performance.now() - started;
        if (firstMs !== undefined && text.includes(last)) resolve({ firstMs, totalMs });
        else reject(new Error(`${url} answered ${response.statusCode}: ${text.slice(-500)}`));
      });
    });
    call.end(JSON.stringify(body));
  });
}

/** Posts a request and reads its JSON answer. @throws Error unless it succeeded. */
export function postJson<T>(
  url: string,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
  body: object,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } });
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => {
        const isGood = response.statusCode !== undefined && response.statusCode < 300;
        if (isGood) resolve(JSON.parse(text) as T);
        else reject(new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    call.end(JSON.stringify(body));
  });
}
