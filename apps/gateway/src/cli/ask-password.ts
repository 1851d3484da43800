import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { PASSWORD_MIN_LENGTH } from '@nyla/contracts';

/** Reads a password without showing it; from a pipe, its first line. @throws Error when it is too short. */
export async function askPassword(): Promise<string> {
  const { stdin, stderr } = process;
  const isTerminal = stdin.isTTY;
  // Readline echoes what is typed to its output: an output that swallows everything keeps the password off the screen.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (isTerminal) stderr.write('Password: ');
  const lines = createInterface({ input: stdin, output: nowhere, terminal: isTerminal });
  try {
    const password = await lines.question('');
    if (password.length < PASSWORD_MIN_LENGTH) {
      throw new Error(`The password must have at least ${PASSWORD_MIN_LENGTH} characters.`);
    }
    return password;
  } finally {
    lines.close();
    if (isTerminal) stderr.write('\n');
  }
}
