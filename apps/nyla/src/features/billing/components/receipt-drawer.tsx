import { ReceiptDrawer as BookingDrawer } from '@/components/booking/receipt-drawer';
import { transactionQuery } from '../api/billing-queries';

interface ReceiptDrawerProps {
  /** The booking to show; null closes the drawer. */
  readonly transactionId: string | null;
  readonly onClose: () => void;
  /** Opens another booking, such as the one that this one reverses; without it there is no such link. */
  readonly onOpen?: (transactionId: string) => void;
}

/** The receipt of one of the mandate's bookings. */
export function ReceiptDrawer(props: ReceiptDrawerProps) {
  return <BookingDrawer queryOf={transactionQuery} {...props} />;
}
