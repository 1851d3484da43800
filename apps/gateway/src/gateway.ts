import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule, type GatewaySettings } from './app.module.js';
import { type AppOptions, configureApp, createAdapter } from './configure-app.js';

/** Builds the gateway on databases that are migrated. The caller listens, and closes. */
export async function createGateway(settings: GatewaySettings, options: AppOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(settings), createAdapter(), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  await configureApp(app, options);
  return app;
}
