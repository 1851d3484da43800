import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import {
  BeginSecondFactorDto,
  ConfirmSecondFactorDto,
  ProblemDto,
  ProveSecondFactorDto,
  RecoveryCodesDto,
  SecondFactorDto,
  SecondFactorSetupDto,
} from '@nyla/contracts';
import { SignedIn } from '../../rbac/access.decorator.js';
import { SecondFactorService } from '../services/second-factor.service.js';

/** The second factor of the caller's sign-in: codes of an authenticator app (TOTP, RFC 6238). */
@ApiTags('account')
@ApiUnauthorizedResponse({ type: ProblemDto })
@ApiForbiddenResponse({ type: ProblemDto })
@SignedIn()
@Controller('account/second-factor')
export class SecondFactorController {
  constructor(private readonly secondFactor: SecondFactorService) {}

  @Get()
  @ApiOperation({ summary: 'Whether the sign-in asks for a code, and how many recovery codes are left' })
  @ApiOkResponse({ type: SecondFactorDto })
  status(): Promise<SecondFactorDto> {
    return this.secondFactor.status();
  }

  @Post()
  @ApiOperation({ summary: 'Begins to set the second factor up; it counts from its first code on' })
  @HttpCode(200)
  @ApiOkResponse({ type: SecondFactorSetupDto })
  @ApiConflictResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiTooManyRequestsResponse({ type: ProblemDto })
  begin(@Body() { password }: BeginSecondFactorDto): Promise<SecondFactorSetupDto> {
    return this.secondFactor.begin(password);
  }

  @Post('confirmation')
  @ApiOperation({ summary: 'Switches the second factor on by its first code; answers with the recovery codes' })
  @HttpCode(200)
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiConflictResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiTooManyRequestsResponse({ type: ProblemDto })
  confirm(@Body() { code }: ConfirmSecondFactorDto): Promise<RecoveryCodesDto> {
    return this.secondFactor.confirm(code);
  }

  @Post('recovery-codes')
  @ApiOperation({ summary: 'Makes new recovery codes; those from before count no more' })
  @HttpCode(200)
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiConflictResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiTooManyRequestsResponse({ type: ProblemDto })
  renewRecoveryCodes(@Body() { password, code }: ProveSecondFactorDto): Promise<RecoveryCodesDto> {
    return this.secondFactor.renewRecoveryCodes(password, code);
  }

  @Post('removal')
  @ApiOperation({ summary: 'Switches the second factor off' })
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiConflictResponse({ type: ProblemDto })
  @ApiUnprocessableEntityResponse({ type: ProblemDto })
  @ApiTooManyRequestsResponse({ type: ProblemDto })
  remove(@Body() { password, code }: ProveSecondFactorDto): Promise<void> {
    return this.secondFactor.remove(password, code);
  }
}
