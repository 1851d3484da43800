import type { HttpRefusalReason } from '@nyla/contracts';

/** A request that the guarded client did not make, or gave up. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';

  constructor(
    readonly reason: HttpRefusalReason,
    /** The host concerned, as far as it is known; for `header` the header's name. */
    readonly host: string,
    options?: ErrorOptions,
  ) {
    super(`${reason}: ${host}`, options);
  }
}
