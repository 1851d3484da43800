import type { BillingAddressDto, FieldErrorDto, UpdateBillingAddressDto } from '@nyla/contracts';
import { isPostcode, normaliseVatId } from '@nyla/contracts/constants';

export type AddressField = keyof UpdateBillingAddressDto;

/** The address as it is typed; nothing is ever null there. */
export type AddressTexts = { readonly [K in AddressField]: string };

export type FieldProblem =
  | 'required'
  | 'tooLong'
  | 'email'
  | 'isSwissUid'
  | 'isUidChecksum'
  | 'isVatId'
  | 'isPostcode'
  | 'invalid';

export type AddressProblems = { readonly [K in AddressField]?: FieldProblem };

/** What an invoice cannot do without. */
export const REQUIRED_FIELDS = ['company', 'street', 'postcode', 'town', 'country', 'email'] as const;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const KNOWN: ReadonlySet<string> = new Set<FieldProblem>(['isSwissUid', 'isUidChecksum', 'isVatId', 'isPostcode']);

export function addressTexts(address: BillingAddressDto): AddressTexts {
  return {
    company: address.company ?? '',
    person: address.person ?? '',
    street: address.street ?? '',
    houseNumber: address.houseNumber ?? '',
    postcode: address.postcode ?? '',
    town: address.town ?? '',
    country: address.country,
    email: address.email ?? '',
    vatId: address.vatId ?? '',
  };
}

/** What can be told to be wrong without asking the server. */
export function problemsOf(texts: AddressTexts): AddressProblems {
  const problems: { [K in AddressField]?: FieldProblem } = {};
  for (const field of REQUIRED_FIELDS) if (texts[field].trim() === '') problems[field] = 'required';
  if (!problems.email && !EMAIL.test(texts.email.trim())) problems.email = 'email';
  if (!problems.postcode && !isPostcode(texts.postcode.trim(), texts.country)) problems.postcode = 'isPostcode';
  if (texts.vatId.trim() !== '') {
    const vatId = normaliseVatId(texts.vatId, texts.country);
    if ('problem' in vatId) problems.vatId = vatId.problem;
  }
  return problems;
}

/** What the server found wrong, at its field; of several the first. */
export function serverProblems(errors: readonly FieldErrorDto[]): AddressProblems {
  const problems: { [K in AddressField]?: FieldProblem } = {};
  for (const { field, constraint } of errors) problems[field as AddressField] ??= problemOf(constraint);
  return problems;
}

function problemOf(constraint: string): FieldProblem {
  if (KNOWN.has(constraint)) return constraint as FieldProblem;
  if (constraint === 'isEmail') return 'email';
  if (constraint === 'maxLength') return 'tooLong';
  return constraint === 'minLength' ? 'required' : 'invalid';
}

export function addressBody(texts: AddressTexts): UpdateBillingAddressDto {
  const { company, street, postcode, town, country, email } = texts;
  return {
    company: company.trim(),
    street: street.trim(),
    postcode: postcode.trim(),
    town: town.trim(),
    country,
    email: email.trim(),
    person: texts.person.trim() || null,
    houseNumber: texts.houseNumber.trim() || null,
    vatId: texts.vatId.trim() || null,
  };
}

/** The number in its written form, where it is right; what was typed otherwise. */
export function writtenVatId(text: string, country: string): string {
  const vatId = normaliseVatId(text, country);
  return 'value' in vatId ? vatId.value : text;
}
