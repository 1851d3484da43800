import { Clock } from '../common/clock.js';
import { DomainError } from '../common/errors/domain-error.js';
import { SignInThrottle } from './sign-in-throttle.js';

class TestClock extends Clock {
  private time = Date.parse('2026-11-22T12:00:00Z');

  override now(): Date {
    return new Date(this.time);
  }

  advance(seconds: number): void {
    this.time += seconds * 1000;
  }
}

const wrong = () => Promise.resolve(undefined);
const right = () => Promise.resolve('somebody');

let clock: TestClock;
let throttle: SignInThrottle;

beforeEach(() => {
  clock = new TestClock();
  throttle = new SignInThrottle(clock);
});

async function fail(times: number, email: string, ip: string): Promise<void> {
  for (let i = 0; i < times; i++) await throttle.attempt(email, ip, wrong);
}

async function refusal(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => undefined,
    (error: unknown) =>
      error instanceof DomainError && error.code === 'common.too_many_requests' ? error.details : error,
  );
}

it('refuses the eleventh failure in a minute, even with the right password, and says how long', async () => {
  await fail(10, 'a@x.ch', '10.0.0.1');
  clock.advance(15);
  expect(await refusal(throttle.attempt('a@x.ch', '10.0.0.1', right))).toEqual({ retryAfterSeconds: 45 });
  clock.advance(45);
  expect(await throttle.attempt('a@x.ch', '10.0.0.1', right)).toBe('somebody');
});

it('does not count success, nor a failure of the machine', async () => {
  for (let i = 0; i < 150; i++) await throttle.attempt('a@x.ch', '10.0.0.1', right);
  const broken = () => Promise.reject(new Error('database'));
  for (let i = 0; i < 20; i++) await expect(throttle.attempt('a@x.ch', '10.0.0.1', broken)).rejects.toThrow('database');
  expect(await throttle.attempt('a@x.ch', '10.0.0.1', right)).toBe('somebody');
});

it('leaves other logins and other addresses alone', async () => {
  await fail(10, 'a@x.ch', '10.0.0.1');
  expect(await throttle.attempt('b@x.ch', '10.0.0.1', right)).toBe('somebody');
  expect(await throttle.attempt('a@x.ch', '10.0.0.2', right)).toBe('somebody');
});

it('counts one address over all logins', async () => {
  for (let i = 0; i < 100; i++) await throttle.attempt(`user${i}@x.ch`, '10.0.0.1', wrong);
  expect(await refusal(throttle.attempt('new@x.ch', '10.0.0.1', right))).toEqual({ retryAfterSeconds: 60 });
});

it('lets ten of a thousand guesses through that come at once', async () => {
  let verified = 0;
  const guess = async () => {
    verified++;
    await new Promise((resolve) => setImmediate(resolve));
    return undefined;
  };
  const attempts = Array.from({ length: 1000 }, () => refusal(throttle.attempt('a@x.ch', '10.0.0.1', guess)));
  const refusals = (await Promise.all(attempts)).filter((outcome) => outcome !== undefined);
  expect(verified).toBe(10);
  expect(refusals).toHaveLength(990);
});

it('lets fifty right ones through that come at once', async () => {
  const attempts = Array.from({ length: 50 }, () => throttle.attempt('a@x.ch', '10.0.0.1', right));
  expect(await Promise.all(attempts)).toEqual(Array(50).fill('somebody'));
});

it('takes an IPv6 network of one customer for one address', async () => {
  for (let i = 0; i < 10; i++) await throttle.attempt('a@x.ch', `2001:db8:1:2::${i}`, wrong);
  expect(await refusal(throttle.attempt('a@x.ch', '2001:db8:1:2:aaaa:bbbb:cccc:dddd', right))).toBeDefined();
  expect(await throttle.attempt('a@x.ch', '2001:db8:1:3::1', right)).toBe('somebody');
  expect(await throttle.attempt('a@x.ch', '::ffff:10.0.0.1', right)).toBe('somebody');
});
