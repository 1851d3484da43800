import { Text, Title, UnstyledButton } from '@mantine/core';
import { IconArrowUpRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './chat.module.css';

interface WelcomeProps {
  readonly onSuggestion: (text: string) => void;
  /** What else there is to begin with. */
  readonly children?: ReactNode;
}

/** A chat without messages: what this is, and three ways to begin. */
export function Welcome({ onSuggestion, children }: WelcomeProps) {
  const { t } = useTranslation('chat');
  const suggestions = t('empty.suggestions', { returnObjects: true });
  return (
    <div className={`${classes['column']} ${classes['welcome']}`}>
      <Title order={2} fz={{ base: 24, sm: 30 }} lts="-0.02em">
        {t('empty.title')}
      </Title>
      <Text c="dimmed">{t('empty.text')}</Text>
      <div className={classes['suggestions']}>
        {suggestions.map((text) => (
          <UnstyledButton key={text} className={classes['suggestion'] ?? ''} onClick={() => onSuggestion(text)}>
            <span>{text}</span>
            <IconArrowUpRight size={18} stroke={1.6} aria-hidden />
          </UnstyledButton>
        ))}
      </div>
      {children}
    </div>
  );
}
