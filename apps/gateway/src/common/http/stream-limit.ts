import { finalize, type MonoTypeOperatorFunction } from 'rxjs';
import { DomainError } from '../errors/domain-error.js';

/** Bounds how many event streams one person holds open on this gateway. */
export class StreamLimit {
  private readonly open = new Map<string, number>();

  constructor(private readonly maximum: number) {}

  /** @throws DomainError common.too_many_requests */
  counted<T>(userId: string): MonoTypeOperatorFunction<T> {
    const open = this.open.get(userId) ?? 0;
    if (open >= this.maximum) throw new DomainError('common.too_many_requests', {});
    this.open.set(userId, open + 1);
    return finalize(() => {
      const left = (this.open.get(userId) ?? 1) - 1;
      if (left > 0) this.open.set(userId, left);
      else this.open.delete(userId);
    });
  }
}
