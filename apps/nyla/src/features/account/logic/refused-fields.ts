import { PASSWORD_FAULTS, type PasswordFault } from '@nyla/contracts/constants';
import { ApiError, hasCode } from '@/lib/api/api-error';

/** What a form of passwords and codes shows at its fields; `rest` is an error of no field. */
export interface RefusedFields {
  /** The present password is wrong. */
  readonly password: boolean;
  /** The code is wrong. */
  readonly code: boolean;
  readonly newPassword: PasswordFault | null;
  readonly rest: Error | null;
}

const NOTHING: RefusedFields = { password: false, code: false, newPassword: null, rest: null };

/** Sorts an error to the field that it is about. */
export function refusedFields(error: Error | null): RefusedFields {
  if (error === null) return NOTHING;
  if (hasCode(error, 'auth.invalid_credentials')) return { ...NOTHING, password: true };
  if (hasCode(error, 'auth.second_factor_invalid')) return { ...NOTHING, code: true };
  const newPassword = passwordFaultOf(error);
  return newPassword ? { ...NOTHING, newPassword } : { ...NOTHING, rest: error };
}

function passwordFaultOf(error: Error): PasswordFault | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const constraints = new Set(
    error.fieldErrors.filter(({ field }) => field === 'newPassword').map(({ constraint }) => constraint),
  );
  return PASSWORD_FAULTS.find((fault) => constraints.has(fault));
}
