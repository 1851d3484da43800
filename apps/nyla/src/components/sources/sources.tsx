import { UnstyledButton } from '@mantine/core';
import type { SourceDto } from '@nyla/contracts';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sourceLink } from '@/lib/source-link';
import classes from './sources.module.css';

/** So many are shown before the reader asks for all. */
const SHOWN = 3;

/** The pages that an answer draws on, numbered as it cites them. */
export function Sources({ sources }: { readonly sources: readonly SourceDto[] }) {
  const { t } = useTranslation();
  const id = useId();
  const [all, setAll] = useState(false);
  if (sources.length === 0) return null;
  const shown = all ? sources : sources.slice(0, SHOWN);
  return (
    <div className={classes['sources']}>
      <div className={classes['title']} aria-hidden>
        {t('sources.title')}
      </div>
      <ol id={id} aria-label={t('sources.title')} className={classes['list']}>
        {shown.map((source, index) => (
          <SourceItem key={source.url} number={index + 1} source={source} />
        ))}
      </ol>
      {sources.length > SHOWN ? (
        <UnstyledButton
          className={classes['more'] ?? ''}
          aria-expanded={all}
          aria-controls={id}
          onClick={() => setAll(!all)}
        >
          {all ? t('sources.fewer') : t('sources.all', { count: sources.length })}
        </UnstyledButton>
      ) : null}
    </div>
  );
}

function SourceItem({ number, source }: { readonly number: number; readonly source: SourceDto }) {
  const { href, host } = sourceLink(source.url);
  const { title, snippet, publishedDate } = source;
  return (
    <li className={classes['item']}>
      <span className={classes['number']} aria-hidden>
        {number}
      </span>
      <span className={classes['page']}>
        {href ? (
          <a
            className={classes['link']}
            href={href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            title={snippet ?? undefined}
            dir="auto"
          >
            {title}
          </a>
        ) : (
          <span dir="auto">{title}</span>
        )}
        <span className={classes['host']}>
          {host}
          {publishedDate ? ` · ${publishedDate}` : null}
        </span>
      </span>
    </li>
  );
}
