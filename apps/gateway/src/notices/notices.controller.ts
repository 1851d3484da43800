import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskForCreditDto, AskForProviderDto, NoticesDto, OnboardingDto, WishDto } from '@nyla/contracts';
import { RequirePermission, SignedIn } from '../rbac/access.decorator.js';
import { NoticesService } from './notices.service.js';
import { OnboardingService } from './onboarding.service.js';
import { WishesService } from './wishes.service.js';

@ApiTags('notices')
@Controller()
export class NoticesController {
  constructor(
    private readonly notices: NoticesService,
    private readonly wishes: WishesService,
    private readonly onboarding: OnboardingService,
  ) {}

  @Get('notices')
  @ApiOperation({ summary: 'State of the mandate, a balance that has fallen, and what the caller has asked for' })
  @SignedIn()
  @ApiOkResponse({ type: NoticesDto })
  get(): Promise<NoticesDto> {
    return this.notices.get();
  }

  /** Tells those who may top up. The same wish is not sent twice within a day; the answer says when it was. */
  @Post('notices/credit')
  @ApiOperation({ summary: 'Asks those who may top up for credit' })
  @SignedIn()
  @HttpCode(200)
  @ApiOkResponse({ type: WishDto })
  askForCredit(@Body() body: AskForCreditDto): Promise<WishDto> {
    return this.wishes.askForCredit(body);
  }

  /** Tells those who may change roles. The same wish is not sent twice within a day; the answer says when it was. */
  @Post('notices/provider')
  @ApiOperation({ summary: 'Asks those who may change roles for a provider or a model' })
  @SignedIn()
  @HttpCode(200)
  @ApiOkResponse({ type: WishDto })
  askForProvider(@Body() body: AskForProviderDto): Promise<WishDto> {
    return this.wishes.askForProvider(body);
  }

  @Get('onboarding')
  @ApiOperation({ summary: 'What is left to do in a new mandate' })
  @RequirePermission('data.billing.settings.write')
  @ApiOkResponse({ type: OnboardingDto })
  getOnboarding(): Promise<OnboardingDto> {
    return this.onboarding.get();
  }

  @Post('onboarding/hide')
  @ApiOperation({ summary: 'Hides that list for good, for the whole mandate' })
  @RequirePermission('data.billing.settings.write')
  @HttpCode(200)
  @ApiOkResponse({ type: OnboardingDto })
  hideOnboarding(): Promise<OnboardingDto> {
    return this.onboarding.hide();
  }
}
