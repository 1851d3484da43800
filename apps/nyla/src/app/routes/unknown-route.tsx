import { Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Logo } from '@/components/ui/logo';
import { meQuery } from '@/lib/session';
import { Shell } from '../shell/shell';
import { NotFoundPage } from './not-found-page';

/** An address that leads nowhere: inside the frame for whoever is signed in, else below the brand. */
export function UnknownRoute() {
  const { t } = useTranslation();
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  if (me) {
    return (
      <Shell>
        <NotFoundPage />
      </Shell>
    );
  }
  return (
    <>
      <Box component="header" px={28} py={14}>
        <Link to="/" aria-label={t('brand')} style={{ display: 'inline-block' }}>
          <Logo size={36} />
        </Link>
      </Box>
      <main>
        <NotFoundPage />
      </main>
    </>
  );
}
