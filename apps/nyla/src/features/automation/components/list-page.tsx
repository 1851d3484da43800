import { Button, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { AutomationDto } from '@nyla/contracts';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Menu, MenuItem } from '@/components/ui/menu';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { SkeletonLines } from '@/components/ui/skeletons';
import { useLocale } from '@/lib/use-locale';
import { automationListQuery, templatesQuery } from '../api/automation-queries';
import { AutomationCards, AutomationTable } from './automation-list';
import { TemplateList } from './template-list';

const WIDE = '(min-width: 62em)';

/** Every automation that the reader may see, with what it did last, what it costs, and when it runs next. */
export function ListPage() {
  const { t } = useTranslation(['automation', 'common']);
  const query = useInfiniteQuery(automationListQuery);
  const automations = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const isEmpty = query.isSuccess && automations.length === 0;
  return (
    <Page>
      <PageHeader title={t('title')} description={t('list.description')} actions={<NewButton />} />
      {query.isPending ? (
        <SkeletonLines lines={6} height={44} />
      ) : query.error && automations.length === 0 ? (
        <ErrorCard error={query.error} onRetry={() => void query.refetch()} />
      ) : isEmpty ? (
        <Empty />
      ) : (
        <>
          <List automations={automations} />
          {query.hasNextPage ? (
            <Center py="md">
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('common:action.more')}
              </Button>
            </Center>
          ) : null}
        </>
      )}
    </Page>
  );
}

function List({ automations }: { readonly automations: readonly AutomationDto[] }) {
  const isWide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  return (
    <Paper withBorder radius="lg" px={{ base: 'md', sm: 'xs' }} py="xs">
      {isWide ? <AutomationTable automations={automations} /> : <AutomationCards automations={automations} />}
    </Paper>
  );
}

function Empty() {
  const { t } = useTranslation('automation');
  return (
    <Stack gap="md">
      <Stack gap={4}>
        <Title order={2} fz="lg">
          {t('list.emptyTitle')}
        </Title>
        <Text c="dimmed">{t('list.emptyText')}</Text>
      </Stack>
      <TemplateList />
    </Stack>
  );
}

function NewButton() {
  const { t } = useTranslation('automation');
  const navigate = useNavigate();
  const [locale] = useLocale();
  const { data: templates } = useQuery(templatesQuery(locale));
  const begin = (template?: string) =>
    void navigate({ to: '/automations/new', search: template === undefined ? {} : { template } });
  const icon = <IconPlus size={18} stroke={1.8} aria-hidden />;
  if (!templates || templates.length === 0) {
    return (
      <Button renderRoot={(props) => <Link to="/automations/new" search={{}} {...props} />} leftSection={icon}>
        {t('list.new')}
      </Button>
    );
  }
  return (
    <Menu
      renderTrigger={(props) => (
        <Button {...props} leftSection={icon}>
          {t('list.new')}
        </Button>
      )}
    >
      <MenuItem onSelect={() => begin()}>{t('list.newEmpty')}</MenuItem>
      {templates.map(({ id, name }) => (
        <MenuItem key={id} onSelect={() => begin(id)}>
          {t('list.newFrom', { name })}
        </MenuItem>
      ))}
    </Menu>
  );
}
