import { Button, Group, Text } from '@mantine/core';
import type { MessageDto, ModelDecisionDto } from '@nyla/contracts';
import { IconHelpCircle, IconRefresh } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIconButton } from '@/components/ui/copy-icon-button';
import { DetailsPopover } from '@/components/ui/details-popover';
import type { AskAgain } from '../hooks/use-conversation';
import { totalCharged } from '../logic/charges';
import classes from './chat.module.css';
import { PriceLine } from './price-line';

const DecisionPanel = lazy(async () => ({ default: (await import('./decision-panel')).DecisionPanel }));

interface AnswerFootProps {
  readonly message: MessageDto;
  readonly modelName: string;
  readonly onRetry: ((messageId: string, how?: AskAgain) => void) | undefined;
  readonly onOpenReceipt: (transactionId: string) => void;
}

/** Who answered, what it cost, why that model, and what can be done with the answer. */
export function AnswerFoot({ message, modelName, onRetry, onOpenReceipt }: AnswerFootProps) {
  const { t } = useTranslation('chat');
  const { id, content, status, decision } = message;
  return (
    <Group gap="0 6px" mt="xs" align="baseline" className={classes['answerFoot'] ?? ''}>
      <Text component="span" size="sm" c="dimmed">
        {modelName}
      </Text>
      {totalCharged(message) !== null || message.usage ? (
        <Text component="span" size="sm" c="dimmed" aria-hidden className={classes['dot'] ?? ''}>
          ·
        </Text>
      ) : null}
      <PriceLine message={message} onOpenReceipt={onOpenReceipt} />
      <Group gap={0} className={classes['answerTools'] ?? ''}>
        {decision ? <WhyButton decision={decision} onOpenReceipt={onOpenReceipt} /> : null}
        {content ? <CopyIconButton label={t('thread.copy')} text={() => content} /> : null}
        {onRetry && status === 'completed' ? (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            c="dimmed"
            fw={400}
            leftSection={<IconRefresh size={15} stroke={1.6} aria-hidden />}
            onClick={() => onRetry(id)}
          >
            {t('thread.regenerate')}
          </Button>
        ) : null}
      </Group>
    </Group>
  );
}

interface WhyButtonProps {
  readonly decision: ModelDecisionDto;
  readonly onOpenReceipt: (transactionId: string) => void;
}

function WhyButton({ decision, onOpenReceipt }: WhyButtonProps) {
  const { t } = useTranslation('chat');
  return (
    <DetailsPopover
      label={t('decision.why')}
      align="end"
      renderTrigger={(props) => (
        <Button
          {...props}
          size="compact-sm"
          variant="subtle"
          color="gray"
          c="dimmed"
          fw={400}
          leftSection={<IconHelpCircle size={15} stroke={1.6} aria-hidden />}
        >
          {t('decision.why')}
        </Button>
      )}
    >
      {(close) => (
        <Suspense fallback={null}>
          <DecisionPanel
            decision={decision}
            onOpenReceipt={(transactionId) => {
              // First: the receipt gives the focus back to whatever holds it now.
              close();
              onOpenReceipt(transactionId);
            }}
          />
        </Suspense>
      )}
    </DetailsPopover>
  );
}
