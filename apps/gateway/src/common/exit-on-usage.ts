import type { CommanderError } from 'commander';

/** For Commander's `exitOverride`: help ends with 0, a wrong call with 2; 1 is left to what the command finds. */
export function exitOnUsage({ exitCode }: CommanderError): never {
  process.exit(exitCode === 0 ? 0 : 2);
}
