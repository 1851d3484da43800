import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiTags, ApiUnauthorizedResponse, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { MeDto, ProblemDto, UpdateMeDto } from '@nyla/contracts';
import { SignedIn } from '../../rbac/access.decorator.js';
import { MeService } from '../services/me.service.js';

/** The caller's own account. */
@ApiTags('account')
@ApiUnauthorizedResponse({ type: ProblemDto })
@Controller('me')
export class MeController {
  constructor(private readonly me: MeService) {}

  @Get()
  @SignedIn()
  @ApiOkResponse({ type: MeDto })
  get(): Promise<MeDto> {
    return this.me.get();
  }

  @Patch()
  @SignedIn()
  @ApiOkResponse({ type: MeDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  update(@Body() changes: UpdateMeDto): Promise<MeDto> {
    return this.me.update(changes);
  }
}
