import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useAfterMount } from '@/components/ui/use-after-mount';
import { useBalance } from '@/features/billing/hooks/use-balance';
import { ChatPage } from '@/features/chat/chat-page';
import { FirstSteps } from '../shell/first-steps';
import classes from '../shell/shell.module.css';

const ReceiptDrawer = lazy(async () => ({
  default: (await import('@/features/billing/components/receipt-drawer')).ReceiptDrawer,
}));

/** Brings chat, billing and notices together: no feature knows another. */
export function ChatRoute() {
  const { chatId } = useParams({ strict: false });
  const navigate = useNavigate();
  const balance = useBalance();
  return (
    <ChatPage
      chatId={chatId ?? null}
      available={balance.data?.available ?? null}
      welcome={<FirstSteps className={classes['welcome']} />}
      onOpenChat={(id, { replace = false } = {}) =>
        void (id === null
          ? navigate({ to: '/chat', replace })
          : navigate({ to: '/chat/$chatId', params: { chatId: id }, replace }))
      }
      renderReceipt={(transactionId, close) => (
        <Suspense fallback={null}>
          <LateReceipt transactionId={transactionId} onClose={close} />
        </Suspense>
      )}
    />
  );
}

interface LateReceiptProps {
  readonly transactionId: string | null;
  readonly onClose: () => void;
}

function LateReceipt({ transactionId, onClose }: LateReceiptProps) {
  return <ReceiptDrawer transactionId={useAfterMount() ? transactionId : null} onClose={onClose} />;
}
