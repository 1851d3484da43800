import type { Block, Figure, TableRow } from '../letter.js';
import { oneLine } from '../letter-writer.js';
import { MailMarkdown } from './mail-markdown.js';
import { STYLES } from './mail-styles.js';

/** One part of a letter. */
export function LetterBlock({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'text':
      return (
        <p className="ink" style={STYLES.text}>
          {unbroken(block.text)}
        </p>
      );
    case 'figures':
      return <Figures rows={block.rows} />;
    case 'table':
      return <Table title={block.title} head={block.head} rows={block.rows} />;
    case 'quote':
      return (
        <>
          <p className="dimmed" style={STYLES.quoteLabel}>
            {block.label}
          </p>
          <blockquote className="ink line" style={STYLES.quote}>
            {block.text.trim()}
          </blockquote>
        </>
      );
    case 'markdown':
      return <MailMarkdown text={block.text} imageLabel={block.imageLabel} />;
    case 'picture':
      return (
        <>
          <h2 className="ink" style={STYLES.subtitle}>
            {block.title}
          </h2>
          <img src={`cid:${block.cid}`} alt={block.alt} width={496} style={STYLES.picture} />
        </>
      );
  }
}

function Figures({ rows }: { readonly rows: readonly Figure[] }) {
  return (
    <table cellPadding={0} cellSpacing={0} border={0} style={STYLES.figures}>
      <tbody>
        {rows.map(({ label, value, detail }) => (
          <tr key={label}>
            <th scope="row" className="dimmed line" style={STYLES.figureLabel}>
              {label}
            </th>
            <td className="ink line" style={STYLES.figureValue}>
              {unbroken(value)}
              {detail === undefined ? null : (
                <>
                  <br />
                  <span className="dimmed" style={STYLES.detail}>
                    {unbroken(detail)}
                  </span>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface TableProps {
  readonly title: string;
  readonly head: TableRow;
  readonly rows: readonly TableRow[];
}

function Table({ title, head: [nameHead, ...valueHeads], rows }: TableProps) {
  return (
    <>
      <h2 className="ink" style={STYLES.subtitle}>
        {title}
      </h2>
      <table cellPadding={0} cellSpacing={0} border={0} style={STYLES.figures}>
        <thead>
          <tr>
            <th scope="col" className="dimmed" style={{ ...STYLES.head, ...STYLES.nameCell }}>
              {nameHead}
            </th>
            {valueHeads.map((label) => (
              <th key={label} scope="col" className="dimmed" style={{ ...STYLES.head, width: 60 }}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...values]) => (
            <tr key={[name, ...values].join(' ')}>
              <th scope="row" className="ink line" style={{ ...STYLES.cell, ...STYLES.nameCell }}>
                {oneLine(name)}
              </th>
              {values.map((value, column) => (
                <td key={`${valueHeads[column]}`} className="ink line" style={STYLES.cell}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Keeps amounts on one line. */
export function unbroken(text: string): string {
  return text.replace(/CHF (?=[−+\d])/g, 'CHF\u00A0');
}
