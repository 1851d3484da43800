import { v5, v7 } from 'uuid';

/** UUIDv7: ordered by time, so that rows made one after another lie side by side in an index. */
export function newId(): string {
  return v7();
}

const KEY_NAMESPACE = '5d9f0e0a-3c53-4b8e-9a55-6d0c3a2f7b11';

/** The id of what a request with an idempotency key makes: the same for every repeat. */
export function idOfKey(scope: readonly string[], key: string): string {
  return v5(JSON.stringify([...scope, key]), KEY_NAMESPACE);
}
