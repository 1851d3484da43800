/** Where a report finds the statements that it brings along. */
export abstract class ReportStatements {
  /** Ids of the statements of a mandate's accounts for a month; undefined while they are still to be made. */
  abstract idsOf(mandateId: string, month: string): Promise<readonly string[] | undefined>;
}

/** For a gateway that makes no statements. */
export class NoStatements extends ReportStatements {
  override idsOf(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }
}
