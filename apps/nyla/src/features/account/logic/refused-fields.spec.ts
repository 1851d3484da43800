import { ApiError } from '@/lib/api/api-error';
import { refusedFields } from './refused-fields';

const refusal = (code: ApiError['code'], fieldErrors: ApiError['fieldErrors'] = []) =>
  new ApiError({ status: 401, code, fieldErrors });

it('sorts each refusal to its field, and everything else to none', () => {
  expect(refusedFields(refusal('auth.invalid_credentials')).password).toBe(true);
  expect(refusedFields(refusal('auth.second_factor_invalid')).code).toBe(true);
  const weak = refusal('common.validation_failed', [{ field: 'newPassword', constraint: 'isCommon', message: '' }]);
  expect(refusedFields(weak)).toEqual({ password: false, code: false, newPassword: 'isCommon', rest: null });
  for (const error of [
    refusal('common.too_many_requests'),
    refusal('common.validation_failed', [{ field: 'newPassword', constraint: 'isString', message: '' }]),
    refusal('network'),
    new TypeError('x'),
  ]) {
    expect(refusedFields(error)).toEqual({ password: false, code: false, newPassword: null, rest: error });
  }
  expect(refusedFields(null).rest).toBeNull();
});
