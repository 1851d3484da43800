/**
 * Why a run is ended from outside, carried as the reason of its abort signal. `cancelled` somebody asked for it ·
 * `timed_out` it took too long · `shutdown` its gateway ends · `lost` it belongs to another gateway now.
 */
export type RunStopReason = 'cancelled' | 'timed_out' | 'shutdown' | 'lost';

/** A run that was ended from outside. */
export class RunStop extends Error {
  override readonly name = 'RunStop';

  constructor(readonly reason: RunStopReason) {
    super(reason);
  }
}
