import { passwordFault } from './password-policy.js';

const ANNA = { email: 'anna.muster@beispiel.ch', displayName: 'Anna Müller-Keller' };

it.each([
  ['kurz', 'minLength'],
  ['neunzeich', 'minLength'],
  ['1234567890', 'isCommon'],
  ['Password123', 'isCommon'],
  ['password2026!', 'isCommon'],
  ['qwertyuiop', 'isCommon'],
  ['sunshine99', 'isCommon'],
  ['monkeymonkey', 'isCommon'],
  ['aaaaaaaaaaaa', 'isCommon'],
  ['abababababab', 'isCommon'],
  ['anna-ist-mein-name', 'isPersonal'],
  ['MÜLLER und Söhne 4', 'isPersonal'],
  ['beispiel-ist-gut-77', 'isPersonal'],
  ['x anna.muster@beispiel.ch', 'isPersonal'],
])('%s is refused: %s', (password, fault) => {
  expect(passwordFault(password, ANNA)).toBe(fault);
});

it.each(['Vier Sätze im Wald', 'korrekt-pferd-batterie', 'zT9$kq2!mW', 'ein chalet am see'])(
  '%s will do',
  (password) => {
    expect(passwordFault(password, ANNA)).toBeUndefined();
  },
);

it('counts what people see as one character as one', () => {
  expect(passwordFault('🔑🔑🔑🔑🔑', ANNA)).toBe('minLength');
});

it('does not take short pieces of a name for the name', () => {
  expect(passwordFault('der alte Mann am Meer', { email: 'am@x.ch', displayName: 'Al De' })).toBeUndefined();
});
