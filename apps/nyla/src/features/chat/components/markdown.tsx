import { Anchor, ScrollArea } from '@mantine/core';
import type { SourceDto } from '@nyla/contracts';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { linkCitations } from '../logic/citations';
import { CodeBlock } from './code-block';
import classes from './markdown.module.css';

const REMARK = [remarkGfm];

const COMPONENTS: Components = {
  a: ({ href, title, children, node }) => {
    const number = node?.properties['dataCitation'];
    return typeof number === 'number' ? (
      <Citation href={href} title={title} number={number} />
    ) : (
      <SafeLink href={href}>{children}</SafeLink>
    );
  },
  // A picture from a foreign server would tell it who reads what and when; the reader may follow the link instead.
  img: ({ src, alt }) => <SafeLink href={typeof src === 'string' ? src : undefined}>{alt || src}</SafeLink>,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => <WideTable>{children}</WideTable>,
};

interface MarkdownProps {
  readonly text: string;
  /** What `[1]`, `[2]` … in the text refer to. */
  readonly sources: readonly SourceDto[];
}

/** Text that a model wrote: sanitised, because it may repeat whatever it was fed with. */
const Markdown = memo(function Markdown({ text, sources }: MarkdownProps) {
  // In this order: what comes after sanitising is not the answer's own.
  const rehype = useMemo<NonNullable<Options['rehypePlugins']>>(
    () => [rehypeSanitize, [linkCitations, { sources }]],
    [sources],
  );
  return (
    <div className={classes['prose']}>
      <ReactMarkdown remarkPlugins={REMARK} rehypePlugins={rehype} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
});

export default Markdown;

interface SafeLinkProps {
  readonly href: string | undefined;
  readonly children: React.ReactNode;
}

function SafeLink({ href, children }: SafeLinkProps) {
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" inherit underline="always">
      {children}
    </Anchor>
  );
}

interface CitationProps {
  readonly href: string | undefined;
  readonly title: string | undefined;
  readonly number: number;
}

function Citation({ href, title, number }: CitationProps) {
  const { t } = useTranslation(['chat', 'common']);
  return (
    <a
      className={classes['citation']}
      href={href}
      title={title}
      target="_blank"
      rel="noopener noreferrer nofollow"
      aria-label={t('common:sources.source', { number, title })}
    >
      [{number}]
    </a>
  );
}

function WideTable({ children }: { readonly children: React.ReactNode }) {
  const { t } = useTranslation(['chat', 'common']);
  return (
    <ScrollArea.Autosize
      type="auto"
      mb="md"
      viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': t('code.table') }}
    >
      <table>{children}</table>
    </ScrollArea.Autosize>
  );
}
