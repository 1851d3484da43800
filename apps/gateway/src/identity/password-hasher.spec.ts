import { hash } from '@node-rs/argon2';
import { PasswordHasher } from './password-hasher.js';

const hasher = new PasswordHasher();

it('keeps argon2id hashes, each with its own salt', async () => {
  const [one, two] = await Promise.all([hasher.hash('geheim-123'), hasher.hash('geheim-123')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
});

it('accepts the password and nothing else', async () => {
  const stored = await hasher.hash('Zürich 1291');
  await expect(hasher.verify(stored, 'Zürich 1291')).resolves.toBe(true);
  await expect(hasher.verify(stored, 'Zurich 1291')).resolves.toBe(false);
  await expect(hasher.verify(stored, '')).resolves.toBe(false);
});

it('takes one letter written in two ways for the same', async () => {
  const stored = await hasher.hash('Z\u00fcrich');
  await expect(hasher.verify(stored, 'Zu\u0308rich')).resolves.toBe(true);
});

it('refuses everything where there is no hash, and works as long for it', async () => {
  const stored = await hasher.hash('geheim-123');
  // The fastest of several, because other work on the machine only ever adds.
  const fastest = async (passwordHash: string | undefined) => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      await hasher.verify(passwordHash, 'falsch');
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };
  await expect(hasher.verify(undefined, 'geheim-123')).resolves.toBe(false);
  const [known, unknown] = [await fastest(stored), await fastest(undefined)];
  // Without the decoy the second takes well under a hundredth.
  expect(unknown).toBeGreaterThan(known / 4);
});

it('notices a hash that was made with less work', async () => {
  expect(hasher.isOutdated(await hash('x', { memoryCost: 8192, timeCost: 2, parallelism: 1 }))).toBe(true);
  expect(hasher.isOutdated(await hash('x', { memoryCost: 19_456, timeCost: 1, parallelism: 1 }))).toBe(true);
  expect(hasher.isOutdated(await hash('x', { memoryCost: 32_768, timeCost: 3, parallelism: 1 }))).toBe(false);
});
