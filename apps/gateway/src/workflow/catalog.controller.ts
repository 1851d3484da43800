import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConnectorPageDto, ModelPageDto, QuoteDto, QuoteRequestDto } from '@nyla/contracts';
import { RequireProvider } from '../aicore/provider-allowed.guard.js';
import { RequirePermission } from '../rbac/access.decorator.js';
import { CatalogService } from './catalog.service.js';
import { ChatService } from './chat/chat.service.js';

@ApiTags('aicore')
@Controller()
export class CatalogController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly chats: ChatService,
  ) {}

  @Get('connectors')
  @ApiOperation({ summary: 'Providers, and why one cannot be used' })
  @RequirePermission('data.chat.own')
  @ApiOkResponse({ type: ConnectorPageDto })
  listConnectors(): Promise<ConnectorPageDto> {
    return this.catalog.listConnectors();
  }

  @Get('models')
  @ApiOperation({ summary: 'Models with their prices in CHF, and why one cannot be used' })
  @RequirePermission('data.chat.own')
  @ApiOkResponse({ type: ModelPageDto })
  listModels(): Promise<ModelPageDto> {
    return this.catalog.listModels();
  }

  /** What a message would cost: likely, and at the most. Nothing is sent or reserved. */
  @Post('models/quote')
  @ApiOperation({ summary: 'What a message would cost: likely, and at the most' })
  @HttpCode(200)
  @RequirePermission('data.chat.own')
  @RequireProvider()
  @ApiOkResponse({ type: QuoteDto })
  quote(@Body() body: QuoteRequestDto): Promise<QuoteDto> {
    return this.chats.quote(body);
  }
}
