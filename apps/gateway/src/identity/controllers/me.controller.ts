import { Body, Controller, Get, Patch } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
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
  @ApiOperation({ summary: 'Who is calling, in which mandate, with which permissions' })
  @SignedIn()
  @ApiOkResponse({ type: MeDto })
  get(): Promise<MeDto> {
    return this.me.get();
  }

  @Patch()
  @ApiOperation({ summary: 'Changes the own name or language' })
  @SignedIn()
  @ApiOkResponse({ type: MeDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  update(@Body() changes: UpdateMeDto): Promise<MeDto> {
    return this.me.update(changes);
  }
}
