import { ActionIcon, Button, Text, Textarea } from '@mantine/core';
import type { ModelDto } from '@nyla/contracts';
import { MESSAGE_MAX_LENGTH } from '@nyla/contracts/constants';
import { formatCount } from '@nyla/money';
import { IconArrowUp, IconChevronDown, IconPlayerStopFilled } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './chat.module.css';
import { Estimate } from './estimate';

interface ComposerProps {
  readonly chatId: string | null;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly model: ModelDto | null;
  readonly modelsLoaded: boolean;
  readonly onChooseModel: () => void;
  readonly onSend: () => void;
  /** Present while an answer is running. */
  readonly onStop: (() => void) | undefined;
  readonly busy: boolean;
  readonly available: string | null;
  readonly inputRef: RefObject<HTMLTextAreaElement | null>;
}

/** Where a message is written: text, model, price and send. */
export function Composer(props: ComposerProps) {
  const { t } = useTranslation('chat');
  const { text, onText, model, onSend, onStop, busy, inputRef } = props;
  const hintId = useId();
  const tooLong = text.length > MESSAGE_MAX_LENGTH;
  const noModel = props.modelsLoaded && model === null;
  const maySend = !busy && !onStop && model !== null && !tooLong && text.trim() !== '';

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (maySend) onSend();
  };
  return (
    <form
      className={classes['composer']}
      onSubmit={(event) => {
        event.preventDefault();
        if (maySend) onSend();
      }}
    >
      <div className={classes['composerBox']}>
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
          classNames={{ input: classes['composerInput'] ?? '' }}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div className={classes['composerBar']}>
          <ModelButton model={model} loaded={props.modelsLoaded} onClick={props.onChooseModel} />
          <Estimate chatId={props.chatId} content={text} model={model} available={props.available} />
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
        className={classes['composerHint'] ?? ''}
        mod={{ important: tooLong || noModel }}
      >
        {tooLong
          ? t('composer.tooLong', { count: formatCount(text.length), max: formatCount(MESSAGE_MAX_LENGTH) })
          : t(noModel ? 'composer.noModel' : 'composer.hint')}
      </Text>
    </form>
  );
}

interface ModelButtonProps {
  readonly model: ModelDto | null;
  readonly loaded: boolean;
  readonly onClick: () => void;
}

function ModelButton({ model, loaded, onClick }: ModelButtonProps) {
  const { t } = useTranslation('chat');
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-md"
      c="var(--mantine-color-text)"
      fw={500}
      fz="sm"
      disabled={!loaded}
      className={classes['modelButton'] ?? ''}
      rightSection={<IconChevronDown size={15} stroke={1.8} aria-hidden />}
      aria-label={model ? t('picker.change', { model: model.displayName }) : t('picker.choose')}
      aria-haspopup="dialog"
      onClick={onClick}
    >
      {model?.displayName ?? t('picker.choose')}
    </Button>
  );
}
