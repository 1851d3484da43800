import type { CSSProperties } from 'react';

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const INK = '#1c2124';
const DIMMED = '#5b6469';
const LINE = '#dfe4e6';
const GROUND = '#f4f6f6';
const PETROL = '#0b5f66';

/** Names may be one long word. */
const BREAKING = { overflowWrap: 'anywhere', wordBreak: 'break-word' } as const;

export const STYLES = {
  body: {
    margin: 0,
    padding: 0,
    backgroundColor: GROUND,
    color: INK,
    fontFamily: FONT,
    fontSize: 16,
    lineHeight: '24px',
    ...BREAKING,
  },
  preview: { display: 'none', overflow: 'hidden', maxHeight: 0, maxWidth: 0, opacity: 0, lineHeight: '1px' },
  frame: { padding: '32px 16px' },
  sheet: { width: '100%', maxWidth: 560, margin: '0 auto', borderCollapse: 'separate' },
  brand: { padding: '0 0 16px', fontSize: 18, fontWeight: 600, letterSpacing: '-0.01em', color: PETROL },
  paper: { backgroundColor: '#ffffff', border: `1px solid ${LINE}`, borderRadius: 12, padding: '32px 32px 28px' },
  title: {
    margin: '0 0 20px',
    fontSize: 24,
    lineHeight: '32px',
    fontWeight: 600,
    letterSpacing: '-0.01em',
    color: INK,
  },
  text: { margin: '0 0 16px', fontSize: 16, lineHeight: '24px', color: INK, ...BREAKING },
  figures: { width: '100%', margin: '4px 0 20px', borderCollapse: 'collapse' },
  figureLabel: {
    padding: '10px 12px 10px 0',
    borderTop: `1px solid ${LINE}`,
    color: DIMMED,
    fontSize: 15,
    lineHeight: '22px',
    fontWeight: 400,
    textAlign: 'left',
    verticalAlign: 'top',
  },
  figureValue: {
    padding: '10px 0',
    borderTop: `1px solid ${LINE}`,
    color: INK,
    fontSize: 15,
    lineHeight: '22px',
    fontWeight: 600,
    textAlign: 'right',
    verticalAlign: 'top',
    fontVariantNumeric: 'tabular-nums',
  },
  detail: { color: DIMMED, fontSize: 13, lineHeight: '18px', fontWeight: 400 },
  subtitle: { margin: '24px 0 8px', fontSize: 16, lineHeight: '24px', fontWeight: 600, color: INK },
  head: {
    padding: '4px 0 6px 12px',
    color: DIMMED,
    fontSize: 13,
    lineHeight: '18px',
    fontWeight: 400,
    textAlign: 'right',
    verticalAlign: 'bottom',
  },
  cell: {
    padding: '8px 0 8px 12px',
    borderTop: `1px solid ${LINE}`,
    color: INK,
    fontSize: 15,
    lineHeight: '22px',
    textAlign: 'right',
    verticalAlign: 'top',
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  },
  nameCell: { paddingLeft: 0, textAlign: 'left', whiteSpace: 'normal', fontWeight: 400, ...BREAKING },
  quoteLabel: { margin: '0 0 4px', fontSize: 14, lineHeight: '20px', color: DIMMED },
  quote: {
    margin: '0 0 20px',
    padding: '2px 0 2px 16px',
    borderLeft: `3px solid ${LINE}`,
    fontSize: 16,
    lineHeight: '24px',
    color: INK,
    whiteSpace: 'pre-wrap',
    ...BREAKING,
  },
  picture: { display: 'block', width: '100%', maxWidth: 496, height: 'auto', border: 0 },
  buttonCell: { backgroundColor: PETROL, borderRadius: 8, textAlign: 'center' },
  button: {
    display: 'inline-block',
    padding: '12px 24px',
    fontSize: 16,
    lineHeight: '24px',
    fontWeight: 600,
    color: '#ffffff',
    textDecoration: 'none',
    borderRadius: 8,
  },
  note: { margin: '0 0 12px', fontSize: 14, lineHeight: '21px', color: DIMMED, ...BREAKING },
  foot: { padding: '20px 4px 0', fontSize: 13, lineHeight: '20px', color: DIMMED, ...BREAKING },
  link: { color: PETROL, textDecoration: 'underline', ...BREAKING },
  rule: { margin: '24px 0', border: 0, borderTop: `1px solid ${LINE}` },
  code: {
    fontFamily: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
    fontSize: 14,
    backgroundColor: GROUND,
    borderRadius: 4,
    padding: '1px 4px',
  },
  pre: {
    margin: '0 0 16px',
    padding: 12,
    backgroundColor: GROUND,
    borderRadius: 8,
    whiteSpace: 'pre-wrap',
    fontSize: 14,
    lineHeight: '20px',
    ...BREAKING,
  },
  list: { margin: '0 0 16px', paddingLeft: 24, color: INK },
  item: { margin: '0 0 6px', fontSize: 16, lineHeight: '24px' },
  markedCell: {
    padding: '8px 12px 8px 0',
    borderTop: `1px solid ${LINE}`,
    fontSize: 15,
    lineHeight: '22px',
    textAlign: 'left',
    verticalAlign: 'top',
  },
} as const satisfies Readonly<Record<string, CSSProperties>>;

/**
 * What cannot be inlined: dark programs, and narrow ones. Those that know neither show the light sheet, which is
 * narrow enough for every screen.
 */
export const STYLE_SHEET = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 520px) {
  .frame { padding: 20px 12px !important; }
  .paper { padding: 24px 20px 20px !important; }
  .title { font-size: 22px !important; line-height: 29px !important; }
  .wide { width: 100% !important; }
  .wide a { display: block !important; }
}
@media (prefers-color-scheme: dark) {
  .ground { background-color: #15181a !important; }
  .paper { background-color: #1f2427 !important; border-color: #373e43 !important; }
  .ink { color: #e4e7e9 !important; }
  .dimmed { color: #b4babf !important; }
  .line { border-color: #373e43 !important; }
  .petrol { color: #78bdc0 !important; }
  .filled { background-color: #0e6c73 !important; }
  .inset { background-color: #2b3135 !important; color: #e4e7e9 !important; }
}
`;
