import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  type HttpRedirectResponse,
  HttpStatus,
  Param,
  Post,
  Put,
  Redirect,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { BillingContactsDto, SaveBillingContactDto, UnsubscriptionDto } from '@nyla/contracts';
import { UuidParam } from '../../common/http/uuid-param.pipe.js';
import { Public, RequirePermission } from '../../rbac/access.decorator.js';
import { ContactsService } from './contacts.service.js';
import { UnsubscriptionService } from './unsubscription.service.js';

/** Whom a mandate wants written to about its credit, and how those end it who are no members. */
@ApiTags('billing')
@Controller()
export class ContactsController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly unsubscriptions: UnsubscriptionService,
  ) {}

  @Get('billing/contacts')
  @ApiOperation({ summary: 'Billing contacts, and who gets which mails now' })
  @RequirePermission('data.billing.settings.read')
  @ApiOkResponse({ type: BillingContactsDto })
  list(): Promise<BillingContactsDto> {
    return this.contacts.list();
  }

  @Post('billing/contacts')
  @ApiOperation({ summary: 'Adds a billing contact' })
  @RequirePermission('data.billing.settings.write')
  @ApiCreatedResponse({ type: BillingContactsDto })
  add(@Body() body: SaveBillingContactDto): Promise<BillingContactsDto> {
    return this.contacts.add(body);
  }

  @Put('billing/contacts/:id')
  @ApiOperation({ summary: 'Changes a billing contact' })
  @RequirePermission('data.billing.settings.write')
  @ApiOkResponse({ type: BillingContactsDto })
  update(@Param('id', UuidParam) id: string, @Body() body: SaveBillingContactDto): Promise<BillingContactsDto> {
    return this.contacts.update(id, body);
  }

  @Delete('billing/contacts/:id')
  @ApiOperation({ summary: 'Removes a billing contact' })
  @RequirePermission('data.billing.settings.write')
  @ApiOkResponse({ type: BillingContactsDto })
  remove(@Param('id', UuidParam) id: string): Promise<BillingContactsDto> {
    return this.contacts.remove(id);
  }

  @Get('unsubscriptions/:token')
  @ApiOperation({ summary: 'What a link at the end of a mail ends' })
  @Public()
  @ApiOkResponse({ type: UnsubscriptionDto })
  find(@Param('token') token: string): Promise<UnsubscriptionDto> {
    return this.unsubscriptions.get(token);
  }

  @Post('unsubscriptions/:token')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ends the mails to a billing contact, without signing in' })
  @Public()
  @ApiOkResponse({ type: UnsubscriptionDto })
  unsubscribe(@Param('token') token: string): Promise<UnsubscriptionDto> {
    return this.unsubscriptions.unsubscribe(token);
  }

  @Post('unsubscriptions/:token/one-click')
  @HttpCode(200)
  @ApiOperation({ summary: 'The same for mail programs, by the head of a mail (RFC 8058)' })
  @Public({ fromAnySite: true })
  @ApiOkResponse({ description: 'No such mails come any more' })
  async unsubscribeAtOnce(@Param('token') token: string): Promise<void> {
    await this.unsubscriptions.unsubscribe(token);
  }

  /** For mail programs that open the address instead. It ends nothing. */
  @Get('unsubscriptions/:token/one-click')
  @ApiExcludeEndpoint()
  @Public()
  @Redirect()
  openPage(@Param('token') token: string): HttpRedirectResponse {
    return { url: `/unsubscribe/${encodeURIComponent(token)}`, statusCode: HttpStatus.FOUND };
  }
}
