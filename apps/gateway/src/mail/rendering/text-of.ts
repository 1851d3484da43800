import type { Block, Figure, Letter, TableRow } from './letter.js';
import { type LetterWriter, oneLine } from './letter-writer.js';
import type { MailLinks } from './mail-links.js';

/** A letter as plain text. */
export function textOf(letter: Letter, writer: LetterWriter, links: MailLinks): string {
  const { action, managePath } = letter;
  const { common } = writer.texts;
  const manage =
    managePath === null ? [] : [writer.labelled(letter.manageLabel ?? common.manage, links.to(managePath))];
  const isOurs = letter.greeting !== null;
  const parts = [
    ...(isOurs ? [letter.greeting] : []),
    ...letter.blocks.flatMap((block) => blockText(block, writer)),
    ...(action ? [writer.labelled(action.label, `\n${links.to(action.path)}`)] : []),
    ...letter.notes,
    ...(isOurs ? [`${common.closing}\nNyla`] : []),
    // What mail programs take for the end of the letter.
    ['-- ', letter.why, ...manage].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: Block, writer: LetterWriter): string[] {
  switch (block.kind) {
    case 'text':
      return [block.text];
    case 'figures':
      return [block.rows.map((row) => figureLine(row, writer)).join('\n')];
    case 'table':
      return [[block.title, ...block.rows.map((row) => lineOf(block.head, row, writer))].join('\n')];
    case 'quote':
      return [writer.labelled(block.label, `\n${written(block.text).replace(/^/gm, '> ')}`)];
    case 'markdown':
      return [written(block.text)];
    case 'picture':
      return [];
  }
}

function figureLine({ label, value, detail }: Figure, writer: LetterWriter): string {
  return writer.labelled(label, detail === undefined ? value : `${value} (${detail})`);
}

/** `- demo/swift: CHF 12.50 (Anfragen: 1'204)` */
function lineOf(
  [, callsLabel = '']: TableRow,
  [name, calls = '', amount = '']: TableRow,
  writer: LetterWriter,
): string {
  return `- ${writer.labelled(oneLine(name), amount)} (${writer.labelled(callsLabel, calls)})`;
}

/** What others wrote, with its lines. */
function written(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.toWellFormed().replace(/\p{Cc}/gu, (sign) => (sign === '\t' ? sign : '')))
    .join('\n')
    .trim();
}
