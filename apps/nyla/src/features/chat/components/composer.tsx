import { ActionIcon, Text, Textarea } from '@mantine/core';
import type { ModelDto } from '@nyla/contracts';
import { MESSAGE_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelChoice } from '@/lib/model-choice';
import { formatCount } from '@/lib/money';
import { useModelLabel } from '@/lib/use-model-label';
import type { WebSearch } from '../hooks/use-web-search';
import classes from './composer.module.css';
import { Estimate } from './estimate';
import { ModelButton } from './model-button';
import { RetirementNotice } from './retirement-notice';
import { WebSearchSwitch } from './web-search-switch';

interface ComposerProps {
  readonly chatId: string | null;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly choice: ModelChoice | null;
  readonly models: readonly ModelDto[];
  readonly modelsLoaded: boolean;
  readonly search: WebSearch;
  readonly onChooseModel: () => void;
  readonly onPickModel: (id: string) => void;
  readonly onSend: () => void;
  /** Present while an answer is running. */
  readonly onStop: (() => void) | undefined;
  readonly busy: boolean;
  readonly available: string | null;
  readonly inputRef: RefObject<HTMLTextAreaElement | null>;
}

/** Where a message is written: text, model, web search, price and send. */
export function Composer(props: ComposerProps) {
  const { t } = useTranslation('chat');
  const { text, onText, choice, search, onSend, onStop, busy, inputRef } = props;
  const labelOf = useModelLabel();
  const hintId = useId();
  const modelButton = useRef<HTMLButtonElement>(null);
  const tooLong = text.length > MESSAGE_MAX_LENGTH;
  const noModel = props.modelsLoaded && choice === null;
  const maySend = !busy && !onStop && choice !== null && !tooLong && text.trim() !== '';

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (maySend) onSend();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (maySend) onSend();
      }}
    >
      {choice?.kind === 'model' ? (
        <RetirementNotice
          model={choice.model}
          models={props.models}
          onSwitch={(id) => {
            // The notice goes away, and the focus with it.
            modelButton.current?.focus();
            props.onPickModel(id);
          }}
        />
      ) : null}
      <div className={classes['box']}>
        <Textarea
          ref={inputRef}
          aria-label={t('composer.label')}
          aria-describedby={hintId}
          placeholder={t('composer.placeholder')}
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={10}
          size="md"
          classNames={{ input: classes['input'] ?? '' }}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div className={classes['bar']}>
          <ModelButton
            ref={modelButton}
            name={choice && labelOf(choice.id)}
            loaded={props.modelsLoaded}
            onClick={props.onChooseModel}
          />
          {props.modelsLoaded ? <WebSearchSwitch search={search} choice={choice} /> : null}
          <Estimate
            chatId={props.chatId}
            content={text}
            choice={choice}
            webSearch={search.on ? search.option?.id : undefined}
            available={props.available}
          />
          {onStop ? (
            <ActionIcon
              size={40}
              radius="xl"
              title={`${t('composer.stop')} (Esc)`}
              aria-label={t('composer.stop')}
              onClick={onStop}
            >
              <IconPlayerStopFilled size={18} aria-hidden />
            </ActionIcon>
          ) : (
            <ActionIcon
              type="submit"
              size={40}
              radius="xl"
              aria-label={t('composer.send')}
              disabled={!maySend}
              loading={busy}
            >
              <IconArrowUp size={20} aria-hidden />
            </ActionIcon>
          )}
        </div>
      </div>
      <Text
        id={hintId}
        size="xs"
        c={tooLong ? 'var(--mantine-color-error)' : 'dimmed'}
        className={classes['hint'] ?? ''}
        mod={{ important: tooLong || noModel }}
      >
        {tooLong
          ? t('composer.tooLong', { count: formatCount(text.length), max: formatCount(MESSAGE_MAX_LENGTH) })
          : t(noModel ? 'composer.noModel' : 'composer.hint')}
      </Text>
    </form>
  );
}
