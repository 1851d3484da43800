import { isUUID } from 'class-validator';
import { InvalidArgumentError } from 'commander';

export function mandateArgument(text: string): string {
  if (!isUUID(text)) throw new InvalidArgumentError('It is the id of a mandate.');
  return text.toLowerCase();
}
