import { InvalidSettingsError } from './config/env.js';
import { startErrorText } from './start-error.js';

describe('a start that fails', () => {
  it.each([
    [{ code: 'EADDRINUSE' }, 'PORT'],
    [{ code: 'ECONNREFUSED' }, 'DATABASE_URL'],
    [{ errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNREFUSED' }] }, 'DATABASE_URL'],
    [{ code: '3D000' }, 'does not exist'],
    [{ code: '28P01' }, 'password'],
    [{ code: 'EROFS' }, 'NYLA_DATA_DIR'],
    [new InvalidSettingsError('PORT is wrong'), 'PORT is wrong'],
  ])('%p says what to check', (error, words) => {
    expect(startErrorText(error)).toContain(words);
  });

  it('for a reason of ours is not explained away', () => {
    expect(startErrorText(new TypeError('x is not a function'))).toBeUndefined();
  });
});
