const DECIMAL = /^\d{1,12}(\.\d{1,12})?$/;

/** A figure as people type it: a comma for the point, apostrophes and spaces between thousands. */
export function typedDecimal(text: string): string {
  return text
    .replace(/[\s'’]/g, '')
    .replace(',', '.')
    .replace(/^\./, '0.');
}

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** A decimal string with at least two decimals, all its digits, and apostrophes between thousands. */
export function decimalText(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const digits = fraction.replace(/0+$/, '').padEnd(2, '0');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, "'")}.${digits}`;
}

/** Whether two decimal strings are the same figure. */
export function sameDecimal(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return isDecimal(a) && isDecimal(b) ? decimalText(a) === decimalText(b) : a === b;
}
