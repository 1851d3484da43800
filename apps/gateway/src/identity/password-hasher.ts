import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, parseOptions, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id, the library's default algorithm. Raise them as machines grow: sign-ins rehash.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Turns passwords into argon2id hashes and checks them. */
@Injectable()
export class PasswordHasher {
  // Checked when nobody has that e-mail address, so that the answer takes as long as for a wrong password.
  private readonly decoy = hash(randomBytes(32), COST);

  hash(password: string): Promise<string> {
    return hash(normalise(password), COST);
  }

  /** Whether the password fits; false, after the same work, when there is no hash. */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    const fits = await verify(passwordHash ?? (await this.decoy), normalise(password));
    return fits && passwordHash !== undefined;
  }

  /** Whether a hash was made with less work than is asked for today. */
  isOutdated(passwordHash: string): boolean {
    const made = parseOptions(passwordHash);
    return made.memoryCost < COST.memoryCost || made.timeCost < COST.timeCost || made.parallelism < COST.parallelism;
  }
}

// Keyboards and systems write the same letter as one code point or as two.
function normalise(password: string): string {
  return password.normalize('NFKC');
}
