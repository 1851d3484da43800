import type { Params } from 'nestjs-pino';
import { requestIdOf } from './common/http/request-id.js';
import type { Env } from './config/env.js';

// Whoever knows such an address may act with it, so a log must not hold it.
const SECRET_IN_PATH =
  /\/(hooks|invitations|invite|password-reset|reset|unsubscriptions|unsubscribe|account\/mails)\/[^/?]+/;

/** Structured logs. Headers and bodies are left out: they hold cookies, keys and people's words. */
export function createLoggerOptions(level: Env['LOG_LEVEL']): Params {
  return {
    pinoHttp: {
      level,
      genReqId: requestIdOf,
      serializers: {
        req: (request: { id: string; method: string; url: string }) => ({
          id: request.id,
          method: request.method,
          url: withoutSecrets(request.url),
        }),
        res: (response: { statusCode: number }) => ({ statusCode: response.statusCode }),
      },
      customLogLevel: (_request, response, error) =>
        error || response.statusCode >= 500 ? 'error' : response.statusCode >= 400 ? 'info' : 'debug',
    },
    forRoutes: ['{*path}'],
  };
}

function withoutSecrets(url: string): string | undefined {
  return url.split('?')[0]?.replace(SECRET_IN_PATH, '/$1/…');
}
