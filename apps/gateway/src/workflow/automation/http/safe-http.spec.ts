import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { HttpRefusalReason } from '@nyla/contracts';
import { readEnv } from '../../../config/env.js';
import { SafeHttpService, type SafeRequest } from './safe-http.service.js';

const NEVER = new AbortController().signal;
const MEGABYTE = 1_048_576;
const servers: { close(): void; closeAllConnections?(): void }[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function listening(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

const serve = (answer: Answer) => listening(createServer((request, response) => void answer(request, response)));

/** A server that speaks no HTTP but what the test writes. */
function serveRaw(answer: (socket: Socket) => void): Promise<number> {
  return listening(
    createTcpServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => answer(socket));
    }),
  );
}

function client(allowPrivate = 'localhost, 127.0.0.1, rebound.test'): SafeHttpService {
  const http = new SafeHttpService(readEnv({ AUTOMATION_ALLOW_PRIVATE_HOSTS: allowPrivate }));
  http.limits = { headersMs: 300, totalMs: 700 };
  return http;
}

const get = (url: string, allowedHosts: readonly string[], more: Partial<SafeRequest> = {}): SafeRequest => ({
  method: 'GET',
  url,
  headers: [],
  body: null,
  allowedHosts,
  ...more,
});

async function refusalOf(sent: Promise<unknown>): Promise<HttpRefusalReason | 'none'> {
  return sent.then(
    () => 'none' as const,
    (error: { reason?: HttpRefusalReason }) => {
      if (error.reason === undefined) throw error;
      return error.reason;
    },
  );
}

const redirectTo =
  (location: string, status = 302) =>
  (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { location }).end();
  };

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

it('sends what it was asked to, and nothing of ours', async () => {
  let seen: { method?: string; url?: string; headers?: IncomingMessage['headers']; body?: string } = {};
  const port = await serve(async (request, response) => {
    const { method = '', url = '', headers } = request;
    seen = { method, url, headers, body: await bodyOf(request) };
    response.writeHead(201, { 'content-type': 'application/json; charset=utf-8' }).end('{"grüezi":1}');
  });
  const answer = await client().send(
    get(`http://LOCALHOST:${port}/a?b=c#d`, [`localhost:${port}`], {
      method: 'POST',
      body: 'Zürich',
      headers: [{ name: 'X-Key', value: 'geheim' }],
    }),
    NEVER,
  );
  expect(answer).toEqual({
    status: 201,
    host: 'localhost',
    contentType: 'application/json; charset=utf-8',
    text: '{"grüezi":1}',
  });
  expect(seen).toEqual({
    method: 'POST',
    url: '/a?b=c',
    body: 'Zürich',
    headers: {
      host: `localhost:${port}`,
      'x-key': 'geheim',
      'user-agent': 'Nyla-Automation/1',
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br',
      connection: 'close',
      'content-length': '7',
    },
  });
});

describe('an address that is not allowed', () => {
  const hosts = [
    '127.0.0.1',
    'localhost',
    '[::1]',
    '0.0.0.0',
    '10.0.0.1',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
    '1.1.1.1:99',
  ];

  it.each([
    ['http://127.0.0.1/', 'private_address'],
    ['http://localhost/', 'private_address'],
    ['http://localhost./', 'private_address'],
    ['http://2130706433/', 'private_address'],
    ['http://0x7f000001/', 'private_address'],
    ['http://0177.0.0.1/', 'private_address'],
    ['http://127.1/', 'private_address'],
    ['http://１２７.0.0.1/', 'private_address'],
    ['http://0/', 'private_address'],
    ['http://[::1]/', 'private_address'],
    ['http://[::ffff:127.0.0.1]/', 'private_address'],
    ['http://[::ffff:7f00:1]/', 'private_address'],
    ['http://10.0.0.1/', 'private_address'],
    ['http://169.254.169.254/latest/meta-data/', 'private_address'],
    ['http://example.com/', 'host_not_allowed'],
    ['http://localhost.example.com/', 'host_not_allowed'],
    ['http://localhost:8080/', 'host_not_allowed'],
    ['http://1.1.1.1/', 'host_not_allowed'],
    ['http://example.com#@localhost/', 'host_not_allowed'],
    ['http://user:secret@localhost/', 'url'],
    ['ftp://localhost/', 'url'],
    ['file:///etc/passwd', 'url'],
    ['javascript:alert(1)', 'url'],
    ['//localhost/', 'url'],
    ['', 'url'],
    [`http://localhost/${'a'.repeat(9_000)}`, 'url'],
  ] as const)('%s is refused: %s', async (url, reason) => {
    expect(await refusalOf(client('').send(get(url, hosts), NEVER))).toBe(reason);
  });

  it('is refused where one of several addresses of a name is private', async () => {
    const http = client();
    http.addressesOf = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    expect(await refusalOf(http.send(get('http://mixed.test/', ['mixed.test']), NEVER))).toBe('private_address');
  });

  it('says nothing of a name that does not exist but that', async () => {
    expect(await refusalOf(client().send(get('http://no.such.invalid/', ['no.such.invalid']), NEVER))).toMatch(
      /unreachable|timeout/,
    );
  });
});

it('looks a name up once and connects to what was checked', async () => {
  const port = await serve((_request, response) => response.end('the checked one'));
  const http = client();
  let lookups = 0;
  http.addressesOf = async () => {
    lookups++;
    return [{ address: lookups === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
  };
  // The name exists for this lookup only: a second one would find nothing, or something else.
  const answer = await http.send(get(`http://rebound.test:${port}/`, [`rebound.test:${port}`]), NEVER);
  expect({ text: answer.text, lookups }).toEqual({ text: 'the checked one', lookups: 1 });
});

describe('headers', () => {
  it.each([
    ['Host', 'intern'],
    ['Content-Length', '5'],
    ['Connection', 'upgrade'],
    ['Transfer-Encoding', 'chunked'],
    ['Cookie', 'nyla_session=1'],
    ['Proxy-Authorization', 'x'],
    ['X-Forwarded-For', '127.0.0.1'],
    ['X-A', 'b\r\nhost: intern'],
    ['X-A\r\nhost', 'intern'],
    ['', 'x'],
  ])('%j may not be set', async (name, value) => {
    const request = get('http://localhost/', ['localhost'], { headers: [{ name, value }] });
    expect(await refusalOf(client().send(request, NEVER))).toBe('header');
  });
});

describe('redirects', () => {
  it('are followed to allowed hosts; a key does not go with them to another origin', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const target = await serve((request, response) => {
      seen.push(request.headers);
      response.end('there');
    });
    const port = await serve(redirectTo(`http://127.0.0.1:${target}/there`));
    const answer = await client().send(
      get(`http://localhost:${port}/`, [`localhost:${port}`, `127.0.0.1:${target}`], {
        headers: [
          { name: 'Authorization', value: 'Bearer geheim' },
          { name: 'X-Api-Key', value: 'geheim' },
          { name: 'Accept', value: 'text/plain' },
        ],
      }),
      NEVER,
    );
    expect(answer).toMatchObject({ status: 200, text: 'there', host: '127.0.0.1' });
    expect(JSON.stringify(seen)).not.toContain('geheim');
    expect(seen[0]).toMatchObject({ accept: 'text/plain', host: `127.0.0.1:${target}` });
  });

  it('keep method and body where the status says so, and become GET where it does not', async () => {
    const seen: string[] = [];
    const port = await serve(async (request, response) => {
      const { url = '', method } = request;
      if (url.length === 4) return void response.writeHead(Number(url.slice(1)), { location: '/done' }).end();
      seen.push(`${method} ${await bodyOf(request)} ${request.headers['content-type'] ?? '-'}`);
      response.end();
    });
    for (const status of [303, 307]) {
      const body = { method: 'POST', body: 'x', headers: [{ name: 'content-type', value: 'a/b' }] } as const;
      await client().send(get(`http://localhost:${port}/${status}`, [`localhost:${port}`], body), NEVER);
    }
    expect(seen).toEqual(['GET  -', 'POST x a/b']);
  });

  it.each([
    ['http://169.254.169.254/latest/', 'host_not_allowed'],
    ['http://[::1]/', 'private_address'],
    ['http://0x7f000001/', 'host_not_allowed'],
    ['file:///etc/passwd', 'url'],
    ['http://user:secret@localhost/', 'url'],
  ])('to %s are refused: %s', async (location, reason) => {
    const port = await serve(redirectTo(location));
    const request = get(`http://localhost:${port}/`, [`localhost:${port}`, '[::1]']);
    expect(await refusalOf(client('localhost').send(request, NEVER))).toBe(reason);
  });

  it('end after three', async () => {
    let count = 0;
    const port = await serve((_request, response) => {
      count++;
      response.writeHead(302, { location: '/again' }).end();
    });
    expect(await refusalOf(client().send(get(`http://localhost:${port}/`, [`localhost:${port}`]), NEVER))).toBe(
      'redirects',
    );
    expect(count).toBe(4);
  });
});

describe('an answer that is too much', () => {
  const send = (port: number) =>
    refusalOf(client().send(get(`http://localhost:${port}/`, [`localhost:${port}`]), NEVER));

  it('of 1 GB is cut off, having sent hardly more than allowed', async () => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024, 'a');
    const port = await serve((_request, response) => {
      const push = (): void => {
        while (!response.destroyed && written < 1024 * MEGABYTE) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', push);
        }
      };
      push();
    });
    expect(await send(port)).toBe('too_large');
    expect(written).toBeLessThan(32 * MEGABYTE);
  });

  it('of 1 GB that says so is refused at once', async () => {
    const port = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${1024 * MEGABYTE}\r\n\r\nabc`);
    });
    expect(await send(port)).toBe('too_large');
  });

  it('of a few kilobytes that unpack to a gigabyte is cut off', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MEGABYTE));
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    expect(bomb.length).toBeLessThan(MEGABYTE / 8);
    expect(await send(port)).toBe('too_large');
  });

  it('in headers is refused', async () => {
    const port = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(100_000)}\r\n\r\n`);
    });
    expect(await send(port)).toBe('unreachable');
  });

  it('of exactly the allowed length is read', async () => {
    const port = await serve((_request, response) => response.end(Buffer.alloc(MEGABYTE, 'a')));
    const answer = await client().send(get(`http://localhost:${port}/`, [`localhost:${port}`]), NEVER);
    expect(answer.text).toHaveLength(MEGABYTE);
  });
});

describe('an answer that never ends', () => {
  const send = async (port: number) => {
    const from = Date.now();
    const reason = await refusalOf(client().send(get(`http://localhost:${port}/`, [`localhost:${port}`]), NEVER));
    return { reason, inTime: Date.now() - from < 1_500 };
  };

  it.each([
    ['no byte at all', '', 0],
    ['headers drop by drop', 'HTTP/1.1 200 OK\r\nX-Slow: ', 20],
    ['body drop by drop', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 20],
  ])('%s', async (_name, begin, everyMs) => {
    const port = await serveRaw((socket) => {
      socket.write(begin);
      if (everyMs === 0) return;
      const drop = begin.endsWith('\r\n\r\n') ? '1\r\na\r\n' : 'a';
      const timer = setInterval(() => socket.write(drop), everyMs);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await send(port)).toEqual({ reason: 'timeout', inTime: true });
  });

  it('is left when its reader stops, within a moment', async () => {
    const closed = Promise.withResolvers<void>();
    const port = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc');
      socket.once('close', () => closed.resolve());
    });
    const stopper = new AbortController();
    const sent = client().send(get(`http://localhost:${port}/`, [`localhost:${port}`]), stopper.signal);
    setTimeout(() => stopper.abort(new Error('stopped')), 100);
    await expect(sent).rejects.toThrow('stopped');
    await closed.promise;
  });
});

describe('an answer that is broken', () => {
  it.each([
    ['cut in the middle', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'broken'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'unreachable'],
    ['bad gzip', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc', 'broken'],
    ['layers of gzip', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 3\r\n\r\nabc', 'broken'],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n', 'unreachable'],
  ])('%s', async (_name, bytes, reason) => {
    const port = await serveRaw((socket) => socket.end(bytes));
    expect(await refusalOf(client().send(get(`http://localhost:${port}/`, [`localhost:${port}`]), NEVER))).toBe(reason);
  });

  it('holds no character that cannot be stored', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; charset=nonsense' }).end(Buffer.from([97, 0, 0xff, 98]));
    });
    const answer = await client().send(get(`http://localhost:${port}/`, [`localhost:${port}`]), NEVER);
    expect(answer.text).toBe('a\uFFFD\uFFFDb');
  });

  it('may be in another alphabet', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; charset="ISO-8859-1"' }).end(Buffer.from([0xfc]));
    });
    const answer = await client().send(get(`http://localhost:${port}/`, [`localhost:${port}`]), NEVER);
    expect(answer.text).toBe('ü');
  });
});
