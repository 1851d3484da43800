import { Button } from '@mantine/core';
import type { MessageDto } from '@nyla/contracts';
import { IconArrowDown } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AskAgain } from '../hooks/use-conversation';
import { useStickToBottom } from '../hooks/use-stick-to-bottom';
import { OPTIMISTIC_USER_ID } from '../logic/thread';
import classes from './chat.module.css';
import { Message } from './message';

interface ThreadProps {
  readonly messages: readonly MessageDto[];
  /** What the web is being searched for, for the last answer. */
  readonly searching: string | null;
  readonly onRetry: ((messageId: string, how?: AskAgain) => void) | undefined;
  readonly onChooseModel: () => void;
  readonly onOpenReceipt: (transactionId: string) => void;
  /** What stands below the last message, e.g. why the next one was refused. */
  readonly footer: ReactNode;
}

/** The messages of a chat; follows the answer until the reader scrolls up. */
export function Thread({ messages, searching, onRetry, onChooseModel, onOpenReceipt, footer }: ThreadProps) {
  const { t } = useTranslation('chat');
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { atEnd, toEnd } = useStickToBottom(viewport, content);
  const last = messages.at(-1);

  // Whoever sends wants to see the answer, wherever they were reading.
  const sending = messages.some(({ id }) => id === OPTIMISTIC_USER_ID);
  useEffect(() => {
    if (sending) toEnd();
  }, [sending, toEnd]);

  return (
    <div className={classes['thread']}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll */}
      <div ref={viewport} className={classes['viewport']} role="region" aria-label={t('thread.label')} tabIndex={0}>
        <div ref={content} className={`${classes['column']} ${classes['messages']}`}>
          {messages.map((message) => (
            <Message
              key={message.id}
              message={message}
              searching={message === last ? searching : null}
              onRetry={message === last ? onRetry : undefined}
              onChooseModel={onChooseModel}
              onOpenReceipt={onOpenReceipt}
            />
          ))}
          {footer}
        </div>
      </div>
      {atEnd ? null : (
        <div className={classes['toEnd']}>
          <Button
            size="xs"
            radius="xl"
            variant="default"
            className={classes['action'] ?? ''}
            leftSection={<IconArrowDown size={14} aria-hidden />}
            onClick={toEnd}
          >
            {t('thread.toBottom')}
          </Button>
        </div>
      )}
    </div>
  );
}
