import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { completedSentences, remainingText } from '../logic/sentences';

interface AnswerAnnouncerProps {
  /** The answer that is being received, or null. */
  readonly text: string | null;
}

/** Reads a growing answer out by sentence, and says when it is complete. */
export function AnswerAnnouncer({ text }: AnswerAnnouncerProps) {
  const { t } = useTranslation('chat');
  const [said, setSaid] = useState('');
  const progress = useRef({ text: '', next: 0, running: false });

  useEffect(() => {
    const { current } = progress;
    if (text !== null) {
      const { text: sentences, next } = completedSentences(text, Math.min(current.next, text.length));
      progress.current = { text, next, running: true };
      if (sentences) setSaid(sentences);
    } else if (current.running) {
      progress.current = { text: '', next: 0, running: false };
      setSaid(`${remainingText(current.text, current.next)} ${t('thread.done')}`.trim());
    }
  }, [text, t]);

  return (
    <VisuallyHidden role="status" aria-live="polite" aria-atomic="true">
      {said}
    </VisuallyHidden>
  );
}
