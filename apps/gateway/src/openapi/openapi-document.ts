import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ChatDeltaEvent, ChatErrorEvent, ChatStartEvent, MessagePriceDto, ProblemDto, UsageDto } from '@nyla/contracts';

const DOCS_PATH = 'api/docs';
const JSON_PATH = 'api/openapi.json';

/** Describes every route; the same document is served, committed and compared in the tests. */
export function createOpenApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Nyla')
    .setDescription(
      'AI workspace and gateway with prepaid billing in Swiss francs. Money is a decimal string in CHF, time is ISO ' +
        '8601 in UTC, every error is an application/problem+json document with one of the closed set of codes.',
    )
    .setVersion('1')
    .addCookieAuth(
      'nyla_session',
      { type: 'apiKey', in: 'cookie', description: 'set by POST /api/v1/session' },
      'session',
    )
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'nyla_sk_…' }, 'apiKey')
    .addSecurityRequirements('session')
    .addSecurityRequirements('apiKey')
    .addGlobalParameters({
      name: 'X-Mandate-Id',
      in: 'header',
      required: false,
      description: "one of the caller's mandates; absent: the only or the last one",
      schema: { type: 'string', format: 'uuid' },
    })
    .addGlobalResponse({
      status: 'default',
      description: 'Any refusal or failure',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
    })
    .build();
  return SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemDto, ChatStartEvent, ChatDeltaEvent, ChatErrorEvent, UsageDto, MessagePriceDto],
  });
}

export function mountOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup(DOCS_PATH, app, () => createOpenApiDocument(app), { jsonDocumentUrl: JSON_PATH });
}
