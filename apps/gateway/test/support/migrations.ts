import type { DataSource } from 'typeorm';

/** Undoes a migration, and every one that came after it. */
export async function undo(source: DataSource, migration: string): Promise<void> {
  for (;;) {
    const [last]: { name: string }[] = await source.query('SELECT name FROM schema_migration ORDER BY id DESC LIMIT 1');
    if (!last) throw new Error(`${migration} did not run`);
    await source.undoLastMigration({ transaction: 'each' });
    if (last.name === migration) return;
  }
}
