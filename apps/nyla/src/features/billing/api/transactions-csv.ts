import { apiFetch } from '@/lib/api/client';
import type { TransactionFilter } from './billing-queries';

/** Downloads the whole filtered set as a file, in the active mandate. */
export async function downloadTransactionsCsv(filter: TransactionFilter, fileName: string): Promise<void> {
  // A plain link could not carry the header that names the mandate.
  const response = await apiFetch('/billing/transactions', {
    method: 'GET',
    query: { ...filter, format: 'csv' },
    accept: 'text/csv',
  });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The download has taken its own reference by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}
