import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { REQUEST_ID_HEADER } from '@nyla/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, ValidationError } from './common/errors/domain-error.js';
import { BODY_LIMIT_BYTES, toDomainError } from './common/errors/problem.js';
import { shapeProblem } from './common/http/body-shape.js';
import { isForm } from './common/http/form-type.js';
import { answerProblem, ProblemFilter } from './common/http/problem.filter.js';
import { requestIdOf } from './common/http/request-id.js';
import { createValidationPipe } from './common/http/validation.pipe.js';
import { mountOpenApi } from './openapi/openapi-document.js';

const API_PREFIX = 'api/v1';
const OUTSIDE_PREFIX = ['health/live', 'health/ready', 'metrics'];
const SERVER_PATHS = /^\/(api|v1|health|metrics)(\/|$)/;
const ONE_CLICK = /\/one-click$/;
const PAYLOAD_TOO_LARGE = 413;
const ONE_YEAR_MS = 365 * 86_400_000;

export interface AppOptions {
  /** Folder with the built web app; absent: only the API is served. */
  readonly webRoot?: string;
}

/** The HTTP server under Nest. */
export function createAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    // For the whole request to arrive, not for its answer.
    requestTimeout: 30_000,
    genReqId: (request: IncomingMessage) => requestIdOf(request),
    // Streams of balances stay open for hours; they must not keep a gateway from ending.
    forceCloseConnections: true,
    trustProxy: 'loopback',
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      answerProblem(reply, toDomainError(error), request.raw),
    rewriteUrl: (request: IncomingMessage) => pageToIndex(request.method, request.url ?? '/'),
  });
}

/** Everything that turns the bare application into the gateway; used by main and by the tests alike. */
export async function configureApp(app: NestFastifyApplication, options: AppOptions = {}): Promise<void> {
  app.setGlobalPrefix(API_PREFIX, { exclude: OUTSIDE_PREFIX });
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Mantine sets element styles; scripts come from our own files only.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    // Only the proxy in front knows whether the site is served by https.
    strictTransportSecurity: false,
  });
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', async (request, reply) => {
    void reply.header(REQUEST_ID_HEADER, requestIdOf(request.raw));
    // Only JSON is read: forms are what another site can send without asking.
    // Mail programs send one, too, of which nothing is read.
    if (isForm(request.headers['content-type']) && !ONE_CLICK.test(request.routeOptions.url ?? '')) {
      throw new DomainError('common.unsupported_media_type');
    }
    if (SERVER_PATHS.test(request.url)) void reply.header('cache-control', 'no-store');
  });
  server.addHook('onSend', async (_request, reply) => {
    // Whoever still sends a body that is too large could not read why if the connection was closed at once.
    // What comes is thrown away, until the time for requests is over.
    if (reply.statusCode === PAYLOAD_TOO_LARGE) void reply.removeHeader('connection');
  });
  server.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
  server.addHook('preValidation', async (request) => {
    const problem = shapeProblem(request.body);
    if (problem) throw new ValidationError([problem]);
  });
  mountOpenApi(app);
  const { webRoot } = options;
  if (webRoot && existsSync(webRoot)) {
    await app.register(fastifyStatic, {
      root: path.resolve(webRoot),
      cacheControl: false,
      preCompressed: true,
      setHeaders: (response, file) => {
        const forever = file.includes(`${path.sep}assets${path.sep}`);
        void response.header(
          'cache-control',
          forever ? `public, max-age=${ONE_YEAR_MS / 1000}, immutable` : 'no-cache',
        );
      },
    });
  }
}

/** Pages of the web app are routed in the browser: every path that is no file and no API answers with index.html. */
function pageToIndex(method: string | undefined, url: string): string {
  const [pathname = '/'] = url.split('?');
  const isPage = (method === 'GET' || method === 'HEAD') && !SERVER_PATHS.test(pathname) && !/\.\w+$/.test(pathname);
  return isPage ? '/index.html' : url;
}
