interface NumberSigns {
  readonly group: string;
  readonly decimal: string;
}

/** The signs of each way to write figures. They are chosen apart from the language. */
export const NUMBER_SIGNS = {
  swiss: { group: "'", decimal: '.' },
  english: { group: ',', decimal: '.' },
  german: { group: '.', decimal: ',' },
  // A space that does not break; the narrow one is too narrow to be seen in small type.
  french: { group: '\u00a0', decimal: ',' },
} as const satisfies Record<string, NumberSigns>;

export type NumberFormat = keyof typeof NUMBER_SIGNS;

const SPACED = /^\d{1,3}(?:[\s'’]\d{3})+(?![\d\s'’])/;

/**
 * Reads a figure that a person typed, as it is written in their format or in any other that cannot be mistaken:
 * `1.5` is one and a half for everybody, `1.500` is not.
 * @returns a plain decimal, e.g. `-1234.5`; undefined for what is no figure, or could be two
 */
export function readNumber(typed: string, format: NumberFormat = 'swiss'): string | undefined {
  const text = typed.trim();
  const sign = /^[-−]/.test(text) ? '-' : '';
  const unsigned = sign ? text.slice(1).trim() : text;
  const grouped = SPACED.exec(unsigned)?.[0];
  const digits = grouped === undefined ? unsigned : grouped.replace(/[\s'’]/g, '') + unsigned.slice(grouped.length);
  const plain = grouped === undefined ? readMarks(digits, format) : readMarks(digits, format, { mayGroup: false });
  return plain === undefined ? undefined : `${sign}${plain}`;
}

/** Digits with points and commas only. */
function readMarks(
  text: string,
  format: NumberFormat,
  { mayGroup }: { readonly mayGroup: boolean } = { mayGroup: true },
): string | undefined {
  if (/^\d+$/.test(text)) return text;
  const { group, decimal } = NUMBER_SIGNS[format];
  const other = decimal === '.' ? ',' : '.';
  const [whole = '', fraction, ...more] = text.split(decimal);
  if (fraction !== undefined) {
    if (more.length > 0 || !/^\d+$/.test(fraction)) return undefined;
    const plain = mayGroup && group === other ? ungroup(whole, other) : whole;
    return plain !== undefined && /^\d+$/.test(plain) ? `${plain}.${fraction}` : undefined;
  }
  if (mayGroup && group === other) {
    const plain = ungroup(text, other);
    if (plain !== undefined) return plain;
  }
  const [head = '', tail = '', ...rest] = text.split(other);
  const isDecimal = rest.length === 0 && /^\d+$/.test(head) && /^\d+$/.test(tail) && tail.length !== 3;
  return isDecimal ? `${head}.${tail}` : undefined;
}

function ungroup(text: string, group: string): string | undefined {
  const parts = text.split(group);
  const fits = parts.every((part, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(part));
  if (parts.length === 1) return text;
  return fits ? parts.join('') : undefined;
}
