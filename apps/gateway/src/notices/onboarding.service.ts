import { Injectable } from '@nestjs/common';
import type { OnboardingDto } from '@nyla/contracts';
import { StandingFacade } from '../billing/standing.facade.js';
import { RequestContext } from '../common/context/request-context.js';
import { OnboardingRepository } from './onboarding.repository.js';

const NOTHING_TO_SHOW: OnboardingDto = { open: false, steps: [] };

/** What the admins of a new mandate have to do, read from what there is. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly onboarding: OnboardingRepository,
    private readonly standings: StandingFacade,
    private readonly context: RequestContext,
  ) {}

  async get(): Promise<OnboardingDto> {
    const { id } = this.context.mandate;
    if (await this.onboarding.isHidden(id)) return NOTHING_TO_SHOW;
    const first = await this.standings.firstSteps(id);
    // Whoever is not limited by credit has nothing to prepare.
    if (!first || first.billingModel === 'UNLIMITED') return NOTHING_TO_SHOW;
    const steps: OnboardingDto['steps'] = [
      { step: 'address', done: first.hasAddress },
      { step: 'limits', done: first.hasThreshold },
      ...(first.billingModel === 'POSTPAY' ? [] : [{ step: 'topUp' as const, done: first.toppedUp }]),
      { step: 'chat', done: first.used },
    ];
    return { open: steps.some(({ done }) => !done), steps };
  }

  /** For good, and for all admins of the mandate. */
  async hide(): Promise<OnboardingDto> {
    const { mandate, caller } = this.context;
    await this.onboarding.hide(mandate.id, caller.userId);
    return NOTHING_TO_SHOW;
  }
}
