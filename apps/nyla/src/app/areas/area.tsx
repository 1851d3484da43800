import { Link, type LinkProps, Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/lib/session';
import { NoAccessPage } from '../routes/no-access-page';
import classes from './area.module.css';
import { AREA_LINKS, type AreaKey } from './area-links';

interface AreaProps {
  readonly area: AreaKey;
  /** What stands above the first page of the area. */
  readonly intro?: ReactNode;
}

/** The pages of one area of the app, with a row of links to those that the caller may see. */
export function Area({ area, intro }: AreaProps) {
  const { t } = useTranslation();
  const { permissions } = useMe();
  const { pathname } = useLocation();
  const pages = AREA_LINKS[area];
  const open = pages.filter(({ permission }) => permissions.includes(permission));
  const current = pages.findLast(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <>
      {open.length > 1 ? (
        <nav className={classes['bar']} aria-label={t(`area.${area}`)}>
          {open.map(({ to, text, exact }) => (
            <AreaLink key={to} to={to} exact={exact ?? false} text={t(`page.${text}`)} />
          ))}
        </nav>
      ) : null}
      {intro !== undefined && current === pages[0] ? intro : null}
      {current && !open.includes(current) ? <NoAccessPage /> : <Outlet />}
    </>
  );
}

/** Opens the first page of an area that the caller may see. */
export function AreaStart({ area }: Pick<AreaProps, 'area'>) {
  const { permissions } = useMe();
  const pages = AREA_LINKS[area];
  const first = pages.find(({ permission }) => permissions.includes(permission));
  return first ? <Navigate to={first.to} replace /> : <NoAccessPage />;
}

interface AreaLinkProps {
  readonly to: NonNullable<LinkProps['to']>;
  readonly exact: boolean;
  readonly text: string;
}

function AreaLink({ to, exact, text }: AreaLinkProps) {
  const link = useRef<HTMLAnchorElement>(null);
  // On a phone the row scrolls; the page that is open must be seen in it. With the next frame, whose layout it needs.
  useEffect(() => {
    if (link.current?.dataset['status'] !== 'active') return;
    const frame = requestAnimationFrame(() => link.current?.scrollIntoView({ block: 'nearest', inline: 'center' }));
    return () => cancelAnimationFrame(frame);
  });
  return (
    <Link ref={link} to={to} activeOptions={{ exact, includeSearch: false }} className={classes['link'] ?? ''}>
      {text}
    </Link>
  );
}
