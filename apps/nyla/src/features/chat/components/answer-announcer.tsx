import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { completedSentences, remainingText } from '../logic/sentences';
import type { LiveAnswer } from '../logic/thread';

interface AnswerAnnouncerProps {
  /** The answer that is being received, or null. */
  readonly answer: Pick<LiveAnswer, 'text' | 'searching' | 'sources'> | null;
}

/** Reads a growing answer out by sentence, says what is done before it, and when it is complete. */
export function AnswerAnnouncer({ answer }: AnswerAnnouncerProps) {
  const { t } = useTranslation('chat');
  const [said, setSaid] = useState('');
  const progress = useRef({ text: '', next: 0, running: false });
  const text = answer?.text ?? null;
  const found = answer?.sources.length ?? 0;

  useEffect(() => {
    const { current } = progress;
    if (text !== null) {
      const { text: sentences, next } = completedSentences(text, Math.min(current.next, text.length));
      progress.current = { text, next, running: true };
      if (sentences) setSaid(sentences);
    } else if (current.running) {
      progress.current = { text: '', next: 0, running: false };
      // Of an answer that never came, the card in its place tells.
      setSaid(current.text === '' ? '' : `${remainingText(current.text, current.next)} ${t('thread.done')}`.trim());
    }
  }, [text, t]);

  const searching = answer?.searching ?? null;
  const before =
    searching !== null
      ? t('search.searching', { query: searching })
      : text === '' && found > 0
        ? t('search.found', { count: found })
        : null;
  return (
    <VisuallyHidden role="status" aria-live="polite" aria-atomic="true">
      {before ?? said}
    </VisuallyHidden>
  );
}
