import { ApiError } from '@/lib/api/api-error';
import { draftOf, problemsOf, serverProblems } from './contact-form';

const DRAFT = { email: 'a@x.ch', name: 'Anna', locale: 'de-CH', report: true, warnings: false } as const;

describe('the form of a contact', () => {
  it('begins with all mails in the language of the reader', () => {
    expect(draftOf(null, 'fr-CH')).toEqual({ email: '', name: '', locale: 'fr-CH', report: true, warnings: true });
  });

  it('says what is missing or surely wrong', () => {
    expect(problemsOf(DRAFT)).toEqual({});
    expect(problemsOf({ ...DRAFT, email: ' a@x.ch ' })).toEqual({});
    expect(problemsOf({ ...DRAFT, email: ' ', name: ' ', report: false })).toEqual({
      email: 'emailMissing',
      name: 'nameWrong',
      topics: 'noTopic',
    });
    for (const email of ['a', 'a@b', 'a b@x.ch', 'a@x.ch, b@x.ch', 'Anna <a@x.ch>']) {
      expect(problemsOf({ ...DRAFT, email })).toEqual({ email: 'emailWrong' });
    }
  });

  it('shows what the server refuses at its field', () => {
    const refused = (field: string, constraint: string) =>
      serverProblems(
        Object.assign(Object.create(ApiError.prototype) as ApiError, {
          fieldErrors: [{ field, constraint, message: '' }],
        }),
      );
    expect(refused('email', 'isListed')).toEqual({ email: 'emailListed' });
    expect(refused('email', 'tooMany')).toEqual({ email: 'tooMany' });
    expect(refused('email', 'isEmail')).toEqual({ email: 'emailWrong' });
    expect(refused('name', 'isOneLine')).toEqual({ name: 'nameWrong' });
    expect(serverProblems(new Error('x'))).toEqual({});
  });
});
