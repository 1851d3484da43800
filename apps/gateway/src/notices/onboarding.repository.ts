import { Injectable } from '@nestjs/common';
import { AppDatabase } from '../database/app-database.js';

/** Which mandates need no more help to begin. */
@Injectable()
export class OnboardingRepository {
  constructor(private readonly database: AppDatabase) {}

  async isHidden(mandateId: string): Promise<boolean> {
    const rows = await this.database.query('SELECT 1 FROM onboarding WHERE mandate_id = $1', [mandateId]);
    return rows.length > 0;
  }

  async hide(mandateId: string, userId: string): Promise<void> {
    await this.database.query(
      'INSERT INTO onboarding (mandate_id, hidden_by) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT onboarding_pk DO NOTHING',
      [mandateId, userId],
    );
  }
}
