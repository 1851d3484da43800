import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';

/** Whether this process lives, is ready to serve, and its figures. */
@Module({ controllers: [HealthController] })
export class HealthModule {}
