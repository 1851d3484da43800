import { EmbeddedPostgresError, explainFileError } from './embedded-postgres-error.js';

describe('explainFileError', () => {
  it.each([
    ['EROFS', 'read-only file system'],
    ['EACCES', 'access is denied'],
    ['ENOSPC', 'the disk is full'],
    ['ENOTDIR', 'not a folder'],
  ])('explains %s to the operator', (code, words) => {
    const explained = explainFileError(Object.assign(new Error('raw'), { code }), '/srv/nyla');
    expect(explained).toBeInstanceOf(EmbeddedPostgresError);
    expect(String(explained)).toContain(words);
    expect(String(explained)).toContain('/srv/nyla');
  });

  it('leaves what it does not know, and what is already explained, as it is', () => {
    const bug = new TypeError('a fault of our own');
    const known = new EmbeddedPostgresError('clear');
    expect(explainFileError(bug, '/srv/nyla')).toBe(bug);
    expect(explainFileError(known, '/srv/nyla')).toBe(known);
  });
});
