/** A day of the wire, `2026-11-22`, as written in Switzerland: `22.11.2026`. */
export function formatDay(day: string): string {
  const [year, month, date] = day.split('-');
  return `${date}.${month}.${year}`;
}
