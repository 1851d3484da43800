import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MailAttachments } from '../../mail/mail-attachments.js';
import { StatementsFacade } from '../statements.facade.js';

/** More files than anybody opens in one mail; all of them are in Nyla. */
const STATEMENTS_MAX = 20;

/** The statements that a report brings along: of the mandate's accounts, its own first. */
@Injectable()
export class ReportStatements implements OnModuleInit {
  constructor(
    private readonly statements: StatementsFacade,
    private readonly attachments: MailAttachments,
  ) {}

  onModuleInit(): void {
    this.attachments.register('monthly_report', async ({ mandateId, locale, data }) => {
      if (mandateId === null) return [];
      const files = [];
      // One after the other: a PDF is work for the processor.
      for (const id of data.statementIds) files.push(await this.statements.file(mandateId, id, 'pdf', locale));
      return files.map(({ fileName, mediaType, content }) => ({ filename: fileName, contentType: mediaType, content }));
    });
  }

  /** Makes what is missing for all mandates at once, which is faster than for one after the other. */
  async prepare(month: string, mandateId: string | undefined): Promise<void> {
    await this.statements.makeDue({ month, mandateId });
  }

  /**
   * Ids of the statements of a mandate's accounts for a month; undefined where one could not be made.
   * @param makesMissing whether those are made that the schedule has not come to yet
   */
  async idsOf(mandateId: string, month: string, makesMissing: boolean): Promise<readonly string[] | undefined> {
    if (makesMissing) {
      const { failures } = await this.statements.makeDue({ month, mandateId });
      if (failures.length > 0) return undefined;
    }
    const statements = await this.statements.find(mandateId, month);
    return statements.slice(0, STATEMENTS_MAX).map(({ id }) => id);
  }
}
