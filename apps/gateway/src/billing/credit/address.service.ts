import { Injectable } from '@nestjs/common';
import {
  type AddressProblem,
  type BillingAddressDto,
  DEFAULT_COUNTRY,
  type FieldErrorDto,
  isPostcode,
  normaliseVatId,
  type UpdateBillingAddressDto,
} from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { RequestContext } from '../../common/context/request-context.js';
import { ValidationError } from '../../common/errors/domain-error.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { AccountsService } from '../accounts.service.js';
import { type Address, AddressRepository } from './address.repository.js';
import { changeOf } from './settings-dto.js';

const NO_ADDRESS: BillingAddressDto = {
  company: null,
  person: null,
  street: null,
  houseNumber: null,
  postcode: null,
  town: null,
  country: DEFAULT_COUNTRY,
  email: null,
  vatId: null,
  updatedAt: null,
};

const MESSAGES: Readonly<Record<AddressProblem, string>> = {
  isSwissUid: 'vatId must be a Swiss UID such as CHE-123.456.788 MWST',
  isUidChecksum: 'the check digit of the UID is wrong',
  isVatId: 'vatId must be 4 to 20 letters and digits',
  isPostcode: 'postcode must be four digits in Switzerland and Liechtenstein',
};

/** Who is invoiced for the caller's mandate. */
@Injectable()
export class AddressService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly addresses: AddressRepository,
    private readonly accounts: AccountsService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly context: RequestContext,
  ) {}

  async get(): Promise<BillingAddressDto> {
    return (await this.addresses.find(this.context.mandate.id)) ?? NO_ADDRESS;
  }

  /** @throws ValidationError with each field that is wrong */
  async update(request: UpdateBillingAddressDto): Promise<BillingAddressDto> {
    const { id: mandateId } = this.context.mandate;
    const after = addressOf(request);
    await this.database.run(async () => {
      // Two who save at once do so one after the other, so that the trail tells what each of them changed.
      await this.accounts.lockSettings(mandateId, 'update');
      const stored = await this.addresses.find(mandateId);
      const change = stored ? changeOf<Address>(withoutTime(stored), after) : { before: null, after };
      if (!change) return;
      await this.addresses.save(mandateId, after, this.clock.now());
      await this.audit.record(this.database, {
        action: 'billing_address.changed',
        mandateId,
        subjectId: mandateId,
        subjectName: after.company,
        before: change.before,
        after: { ...change.after },
      });
    });
    return this.get();
  }
}

function addressOf(request: UpdateBillingAddressDto): Address {
  const { company, street, postcode, town, country, email } = request;
  const problems: FieldErrorDto[] = [];
  const refuse = (field: string, problem: AddressProblem) =>
    problems.push({ field, constraint: problem, message: MESSAGES[problem] });
  if (!isPostcode(postcode, country)) refuse('postcode', 'isPostcode');
  const vatId = request.vatId == null ? { value: null } : normaliseVatId(request.vatId, country);
  if ('problem' in vatId) refuse('vatId', vatId.problem);
  if (problems.length > 0 || 'problem' in vatId) throw new ValidationError(problems);
  return {
    company,
    person: request.person ?? null,
    street,
    houseNumber: request.houseNumber ?? null,
    postcode,
    town,
    country,
    email,
    vatId: vatId.value,
  };
}

function withoutTime({ updatedAt: _updatedAt, ...address }: Address & { readonly updatedAt: string }): Address {
  return address;
}
