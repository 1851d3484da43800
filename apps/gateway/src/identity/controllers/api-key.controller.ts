import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { ApiKeyPageDto, ApiKeyQuery, CreateApiKeyDto, CreatedApiKeyDto, ProblemDto } from '@nyla/contracts';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { RequirePermission } from '../../rbac/access.decorator.js';
import { ApiKeyService } from '../services/api-key.service.js';

/** Keys with which programs act as a member of the mandate. */
@ApiTags('api-keys')
@ApiForbiddenResponse({ type: ProblemDto })
@RequirePermission('data.apiKeys.own')
@Controller('api-keys')
export class ApiKeyController {
  constructor(private readonly apiKeys: ApiKeyService) {}

  /** The caller's keys; with `data.apiKeys.all` those of everybody in this mandate. */
  @Get()
  @ApiOperation({ summary: 'API keys: the own ones, or all of the mandate' })
  @ApiOkResponse({ type: ApiKeyPageDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  list(@Query() query: ApiKeyQuery): Promise<ApiKeyPageDto> {
    return this.apiKeys.list(query);
  }

  /** Makes a key that acts as the caller, or as a program of the mandate (`data.apiKeys.all`). It is shown this once. */
  @Post()
  @ApiOperation({ summary: 'Makes an API key; the answer is the only one that holds it' })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  create(@Body() key: CreateApiKeyDto): Promise<CreatedApiKeyDto> {
    return this.apiKeys.make(key);
  }

  /** Ends a key at once. */
  @Delete(':id')
  @ApiOperation({ summary: 'Revokes an API key at once' })
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiNotFoundResponse({ type: ProblemDto })
  revoke(@Param('id', UuidParam) id: string): Promise<void> {
    return this.apiKeys.revoke(id);
  }
}
