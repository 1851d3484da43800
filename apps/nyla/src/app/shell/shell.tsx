import { Outlet, useRouter } from '@tanstack/react-router';
import { type ReactNode, Suspense, useDeferredValue, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionBar } from '@/components/ui/connection-bar';
import { useMe } from '@/lib/session';
import { RoutePending } from '../routes/route-pending';
import { ShellCommands } from './commands/shell-commands';
import { Header } from './header';
import { Navigation } from './navigation';
import classes from './shell.module.css';
import { ShellBanner } from './shell-banner';
import { SuspendedNotice } from './suspended-notice';

interface ShellProps {
  /** Instead of the page that the router matched. */
  readonly children?: ReactNode;
}

/** The frame of every signed-in page. Another mandate is another frame: nothing mounted may outlive the switch. */
export function Shell({ children }: ShellProps) {
  const { mandateId } = useMe();
  return <Frame key={mandateId}>{children ?? <Outlet />}</Frame>;
}

function Frame({ children }: Required<ShellProps>) {
  const { t } = useTranslation();
  const router = useRouter();
  const main = useRef<HTMLElement>(null);

  // The frame comes at once; the first page is drawn in slices after it, so that a slow phone answers meanwhile.
  const drawsPage = useDeferredValue(true, false);

  // A new page begins at its top; the first one is there already.
  useEffect(
    () =>
      router.subscribe('onResolved', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation) main.current?.scrollTo(0, 0);
      }),
    [router],
  );

  return (
    <ShellCommands>
      <div className={classes['shell']}>
        <a className={classes['skip']} href="#main">
          {t('nav.skip')}
        </a>
        <ConnectionBar />
        <Header />
        <Suspense fallback={null}>
          <ShellBanner />
        </Suspense>
        <Navigation />
        {/* Only this part scrolls. */}
        <main id="main" ref={main} tabIndex={-1} className={classes['main']}>
          <SuspendedNotice />
          <Suspense fallback={<RoutePending />}>{drawsPage ? children : <RoutePending />}</Suspense>
        </main>
      </div>
    </ShellCommands>
  );
}
