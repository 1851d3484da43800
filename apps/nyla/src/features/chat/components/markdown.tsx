import { Anchor, ScrollArea } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from './code-block';
import classes from './markdown.module.css';

const REMARK = [remarkGfm];
const REHYPE = [rehypeSanitize];

const COMPONENTS: Components = {
  a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
  // A picture from a foreign server would tell it who reads what and when; the reader may follow the link instead.
  img: ({ src, alt }) => <SafeLink href={typeof src === 'string' ? src : undefined}>{alt || src}</SafeLink>,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => <WideTable>{children}</WideTable>,
};

interface MarkdownProps {
  readonly text: string;
}

/** Text that a model wrote: sanitised, because it may repeat whatever it was fed with. */
const Markdown = memo(function Markdown({ text }: MarkdownProps) {
  return (
    <div className={classes['prose']}>
      <ReactMarkdown remarkPlugins={REMARK} rehypePlugins={REHYPE} components={COMPONENTS}>
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

function WideTable({ children }: { readonly children: React.ReactNode }) {
  const { t } = useTranslation('chat');
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
