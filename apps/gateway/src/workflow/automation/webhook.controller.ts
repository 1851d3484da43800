import { Body, Controller, Delete, HttpCode, Ip, Param, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { StartedRunDto, WebhookDto } from '@nyla/contracts';
import type { FastifyRequest } from 'fastify';
import { DeliveryKey } from '../../common/http/idempotency-key.decorator.js';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { Public, RequirePermission } from '../../rbac/access.decorator.js';
import { WebhookService } from './webhook.service.js';

@ApiTags('automation')
@Controller()
export class WebhookController {
  constructor(private readonly webhooks: WebhookService) {}

  @Post('automations/:id/webhook')
  @ApiOperation({ summary: 'Makes a secret address that starts the automation; shown this once' })
  @RequirePermission('data.automations.own')
  @ApiCreatedResponse({ type: WebhookDto })
  create(@Param('id', UuidParam) id: string, @Req() request: FastifyRequest): Promise<WebhookDto> {
    return this.webhooks.create(id, `${request.protocol}://${request.host}`);
  }

  @Delete('automations/:id/webhook')
  @ApiOperation({ summary: 'Takes the secret address away' })
  @RequirePermission('data.automations.own')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id', UuidParam) id: string): Promise<void> {
    return this.webhooks.remove(id);
  }

  /**
   * Fields of the body that are named like a variable are its value; others are left alone. A delivery that is repeated
   * with the same key starts nothing again.
   */
  @Post('hooks/:token')
  @ApiOperation({ summary: 'Starts the automation that the secret address belongs to' })
  @Public()
  @HttpCode(202)
  @ApiBody({ required: false, schema: { type: 'object', additionalProperties: true } })
  @ApiAcceptedResponse({ type: StartedRunDto })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiHeader({ name: 'webhook-id', required: false, description: 'taken where there is no Idempotency-Key' })
  async start(
    @Param('token') token: string,
    @Body() body: unknown,
    @Ip() ip: string,
    @DeliveryKey() key: string | null,
  ): Promise<StartedRunDto> {
    const { id } = await this.webhooks.start(token, { body, key }, ip);
    return { runId: id };
  }
}
