import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PASSWORD_MIN_LENGTH } from '@nyla/contracts/constants';

/** Reads a password without showing it; from a pipe, its first line. @throws Error when it is too short. */
export async function askPassword(): Promise<string> {
  const password = process.stdin.isTTY ? await typed() : firstLine(await text(process.stdin));
  if (password.length < PASSWORD_MIN_LENGTH) {
    throw new Error(`The password must have at least ${PASSWORD_MIN_LENGTH} characters.`);
  }
  return password;
}

async function typed(): Promise<string> {
  // Readline echoes what is typed to its output: an output that swallows everything keeps the password off the screen.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  process.stderr.write('Password: ');
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

function firstLine(piped: string): string {
  return piped.split(/\r?\n/)[0] ?? '';
}
