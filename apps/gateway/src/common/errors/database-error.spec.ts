import { QueryFailedError } from 'typeorm';
import { databaseErrorToDomainError } from './database-error.js';

function failed(driverError: Error): QueryFailedError {
  return new QueryFailedError('SELECT 1', [], driverError);
}

describe('a database that is away', () => {
  it.each([
    ['the server died during a query', failed(new Error('Connection terminated unexpectedly'))],
    ['the pool had no connection to give', new Error('timeout exceeded when trying to connect')],
    ['the server hung up before it answered', new Error('Connection terminated due to connection timeout')],
    ['nobody listens', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['the server is starting', failed(Object.assign(new Error('starting up'), { code: '57P03' }))],
  ])('is told as such when %s', (_, error) => {
    expect(databaseErrorToDomainError(error)?.code).toBe('common.unavailable');
  });

  it('is not what other faults are taken for', () => {
    expect(databaseErrorToDomainError(new Error('the Connection terminated'))).toBeUndefined();
    expect(databaseErrorToDomainError(failed(Object.assign(new Error('oops'), { code: '22012' })))).toBeUndefined();
    expect(databaseErrorToDomainError(undefined)).toBeUndefined();
  });
});
