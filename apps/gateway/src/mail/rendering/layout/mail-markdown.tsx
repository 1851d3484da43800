import type { ReactNode } from 'react';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { STYLES } from './mail-styles.js';

interface MailMarkdownProps {
  readonly text: string;
  /** With `{{name}}`; stands where a picture would be loaded. */
  readonly imageLabel: string;
}

const TITLE_SIZES = { h1: 22, h2: 20, h3: 18, h4: 16, h5: 16, h6: 16 } as const;

/**
 * Markdown that an automation wrote. HTML in it is text. Nothing is loaded from anywhere; a link is text with its whole
 * address behind it, so that nobody is led elsewhere than they read.
 */
export function MailMarkdown({ text, imageLabel }: MailMarkdownProps) {
  return (
    <Markdown remarkPlugins={[remarkGfm]} components={{ ...PARTS, img: ({ alt }) => pictureText(alt, imageLabel) }}>
      {text.toWellFormed()}
    </Markdown>
  );
}

function pictureText(alt: string | undefined, label: string) {
  return <em>{alt ? label.replace('{{name}}', () => alt) : '…'}</em>;
}

function heading(level: keyof typeof TITLE_SIZES) {
  // The letter's own title is the first; below it stand all others.
  const Tag = level === 'h1' ? 'h2' : level;
  return ({ children }: { readonly children?: ReactNode }) => (
    <Tag className="ink" style={{ ...STYLES.subtitle, fontSize: TITLE_SIZES[level] }}>
      {children}
    </Tag>
  );
}

function addressOf(href: string | undefined): string | undefined {
  return href && /^(https?|mailto):/i.test(href) ? href.replace(/^mailto:/i, '') : undefined;
}

const PARTS: Components = {
  h1: heading('h1'),
  h2: heading('h2'),
  h3: heading('h3'),
  h4: heading('h4'),
  h5: heading('h5'),
  h6: heading('h6'),
  p: ({ children }) => (
    <p className="ink" style={STYLES.text}>
      {children}
    </p>
  ),
  a: ({ children, href }) => {
    const address = addressOf(href);
    return (
      <>
        {children}
        {address === undefined || children === address ? null : ` (${address})`}
      </>
    );
  },
  ul: ({ children }) => (
    <ul className="ink" style={STYLES.list}>
      {children}
    </ul>
  ),
  ol: ({ children, start }) => (
    <ol className="ink" start={start} style={STYLES.list}>
      {children}
    </ol>
  ),
  li: ({ children }) => <li style={STYLES.item}>{children}</li>,
  input: ({ checked }) => <>{checked ? '☑ ' : '☐ '}</>,
  blockquote: ({ children }) => (
    <blockquote className="ink line" style={{ ...STYLES.quote, whiteSpace: 'normal' }}>
      {children}
    </blockquote>
  ),
  hr: () => <hr className="line" style={STYLES.rule} />,
  code: ({ children }) => (
    <code className="inset" style={STYLES.code}>
      {children}
    </code>
  ),
  pre: ({ children }) => (
    <pre className="inset" style={STYLES.pre}>
      {children}
    </pre>
  ),
  table: ({ children }) => (
    <table cellPadding={0} cellSpacing={0} border={0} style={STYLES.figures}>
      {children}
    </table>
  ),
  th: ({ children }) => (
    <th className="ink line" style={{ ...STYLES.markedCell, fontWeight: 600 }}>
      {children}
    </th>
  ),
  td: ({ children }) => (
    <td className="ink line" style={STYLES.markedCell}>
      {children}
    </td>
  ),
  section: ({ children }) => <>{children}</>,
  sup: ({ children }) => <sup>{children}</sup>,
};
