import { Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { NotFoundError } from '../errors/domain-error.js';

/** An id in a path. What is no UUID names nothing, so the answer is 404 and the database is not asked. */
@Injectable()
export class UuidParam implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isUUID(value, 'all')) throw new NotFoundError();
    return value.toLowerCase();
  }
}
