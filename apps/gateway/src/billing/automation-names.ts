import { Injectable } from '@nestjs/common';

/** Names by id; what is not the mandate's is missing. */
export type AutomationNameSource = (mandateId: string, ids: readonly string[]) => Promise<Map<string, string>>;

/**
 * What automations are called, for lists of bookings. Billing knows no automations, it is the other way round: whoever
 * has them says here where their names are found.
 */
@Injectable()
export class AutomationNames {
  private source: AutomationNameSource | undefined;

  register(source: AutomationNameSource): void {
    this.source = source;
  }

  /** Unknown ids are missing. */
  async of(mandateId: string, ids: readonly (string | null | undefined)[]): Promise<ReadonlyMap<string, string>> {
    const known = [...new Set(ids.flatMap((id) => id ?? []))];
    return known.length === 0 || !this.source ? new Map() : this.source(mandateId, known);
  }
}
