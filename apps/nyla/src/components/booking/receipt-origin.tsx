import { Anchor } from '@mantine/core';
import type { TransactionDetailDto } from '@nyla/contracts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe, usePermission } from '@/lib/session';
import { Fact } from './receipt-fact';

interface ReceiptOriginProps {
  readonly transaction: TransactionDetailDto;
  /** False for bookings of another mandate, whose chats and automations are not to be reached from here. */
  readonly linked: boolean;
}

/** The way back from a booking to what caused it: the chat, or the run of an automation, where the reader may see it. */
export function ReceiptOrigin({ transaction, linked }: ReceiptOriginProps) {
  const { t } = useTranslation('billing');
  const { user } = useMe();
  const seesAutomations = usePermission('ui.automations');
  const seesAll = usePermission('data.automations.all');
  const { chatId, automationId, automationName, runId, userId } = transaction;
  const own = userId === user.id;
  if (automationId) {
    const name = automationName ?? automationId;
    return (
      <Fact name={t('receipt.automation')}>
        {linked && seesAutomations && (own || seesAll) ? (
          <Anchor
            renderRoot={(props) => (
              <Link
                to="/automations/$automationId"
                params={{ automationId }}
                search={{ tab: 'runs', ...(runId ? { run: runId } : {}) }}
                {...props}
              />
            )}
            c="var(--nyla-accent-text)"
          >
            {runId ? t('receipt.openRun', { name }) : name}
          </Anchor>
        ) : (
          name
        )}
      </Fact>
    );
  }
  // Chats are their owner's alone.
  if (!chatId || !own || !linked) return null;
  return (
    <Fact name={t('receipt.chat')}>
      <Anchor
        renderRoot={(props) => <Link to="/chat/$chatId" params={{ chatId }} {...props} />}
        c="var(--nyla-accent-text)"
      >
        {t('receipt.openChat')}
      </Anchor>
    </Fact>
  );
}
