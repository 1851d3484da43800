import type { BillingContactDto, Locale, SaveBillingContactDto } from '@nyla/contracts';
import { ApiError } from '@/lib/api/api-error';

/** A contact as it is being typed. */
export type ContactDraft = SaveBillingContactDto;

export type ContactField = 'email' | 'name' | 'topics';

/** What is wrong with a field; each has a sentence in the texts. */
export type ContactProblem = 'emailMissing' | 'emailWrong' | 'emailListed' | 'tooMany' | 'nameWrong' | 'noTopic';

export type ContactProblems = Readonly<Partial<Record<ContactField, ContactProblem>>>;

// The server looks closer; this is for what is surely no address.
const ADDRESS = /^[^\s@"<>(),;]+@[^\s@"<>(),;]+\.[^\s@"<>(),;]{2,}$/;

export function draftOf(contact: BillingContactDto | null, locale: Locale): ContactDraft {
  if (contact === null) return { email: '', name: '', locale, report: true, warnings: true };
  const { email, name, report, warnings } = contact;
  return { email, name, locale: contact.locale, report, warnings };
}

export function problemsOf({ email, name, report, warnings }: ContactDraft): ContactProblems {
  const address = email.trim();
  return {
    ...(address === ''
      ? { email: 'emailMissing' as const }
      : ADDRESS.test(address)
        ? {}
        : { email: 'emailWrong' as const }),
    ...(name.trim() === '' && { name: 'nameWrong' as const }),
    ...(!report && !warnings && { topics: 'noTopic' as const }),
  };
}

/** What the server found wrong, at its field. */
export function serverProblems(error: Error | null): ContactProblems {
  if (!(error instanceof ApiError)) return {};
  const constraintOf = (field: string) => error.fieldErrors.find((found) => found.field === field)?.constraint;
  const email = constraintOf('email');
  const emailProblems: Readonly<Record<string, ContactProblem>> = { isListed: 'emailListed', tooMany: 'tooMany' };
  return {
    ...(email !== undefined && { email: emailProblems[email] ?? ('emailWrong' as const) }),
    ...(constraintOf('name') !== undefined && { name: 'nameWrong' as const }),
  };
}
