import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import type { AutomationPageDto, ChatPageDto } from '@nyla/contracts';
import { LOCALES, PAGE_LIMIT_MAX } from '@nyla/contracts/constants';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type LinkProps, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { apiGet } from '@/lib/api/client';
import { useMe } from '@/lib/session';
import { useLocale } from '@/lib/use-locale';
import { AREA_LINKS, type AreaKey } from '../../areas/area-links';
import type { Command } from './command-list';
import { GO_TO } from './shortcuts';
import { useChangeMandate } from './use-change-mandate';
import { useSignOut } from './use-sign-out';

const SCHEMES: readonly MantineColorScheme[] = ['light', 'dark', 'auto'];
const AREAS = Object.keys(AREA_LINKS) as AreaKey[];
const KEYS_OF = new Map<string, readonly string[]>(Object.entries(GO_TO).map(([key, { to }]) => [to, ['g', key]]));

const chatsQuery = queryOptions({
  queryKey: ['palette', 'chats'],
  queryFn: ({ signal }) => apiGet<ChatPageDto>('/chats', { limit: PAGE_LIMIT_MAX }, { signal }),
});

const automationsQuery = queryOptions({
  queryKey: ['palette', 'automations'],
  queryFn: ({ signal }) => apiGet<AutomationPageDto>('/automations', { limit: PAGE_LIMIT_MAX }, { signal }),
});

/** Everything that the caller may open or do from anywhere. */
export function useCommands(onShortcuts: () => void): readonly Command[] {
  const actions = useActions(onShortcuts);
  return [...usePages(), ...actions, ...useContents()];
}

type Target = NonNullable<LinkProps['to']>;

function usePages(): Command[] {
  const { t } = useTranslation();
  const { permissions } = useMe();
  const navigate = useNavigate();
  const page = (to: Target, label: string, hint?: string): Command => ({
    id: `page ${to}`,
    group: 'pages',
    label,
    hint,
    keys: KEYS_OF.get(to) ?? [],
    leads: true,
    run: () => void navigate({ to }),
  });
  return [
    ...(permissions.includes('ui.chat') ? [page('/chat', t('nav.chat'))] : []),
    ...(permissions.includes('ui.automations') ? [page('/automations', t('nav.automations'))] : []),
    ...AREAS.filter((area) => permissions.includes(`ui.${area}`)).flatMap((area) =>
      AREA_LINKS[area]
        .filter(({ permission }) => permissions.includes(permission))
        .map(({ to, text }) => page(to, t(`page.${text}`), t(`area.${area}`))),
    ),
    page('/account', t('nav.account')),
  ];
}

function useActions(onShortcuts: () => void): Command[] {
  const { t } = useTranslation();
  const { memberships, mandateId: active, permissions } = useMe();
  const navigate = useNavigate();
  const [locale, setLocale] = useLocale();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const changeMandate = useChangeMandate();
  const signOut = useSignOut();
  const action = (id: string, label: string, run: () => void, more: Partial<Command> = {}): Command => ({
    id: `action ${id}`,
    group: 'actions',
    label,
    leads: false,
    run,
    ...more,
  });
  return [
    ...(permissions.includes('ui.chat')
      ? [action('new-chat', t('command.newChat'), () => void navigate({ to: '/chat' }), { keys: ['n'], leads: true })]
      : []),
    ...SCHEMES.filter((scheme) => scheme !== colorScheme).map((scheme) =>
      action(`theme ${scheme}`, t('command.theme', { name: t(`theme.${scheme}`) }), () => setColorScheme(scheme)),
    ),
    ...LOCALES.filter((known) => known !== locale).map((known) =>
      action(`language ${known}`, t('command.language', { name: t(`language.${known}`) }), () => setLocale(known)),
    ),
    ...memberships
      .filter(({ mandateId }) => mandateId !== active)
      .map(({ mandateId, mandateName }) =>
        action(
          `mandate ${mandateId}`,
          t('command.mandate', { name: mandateName }),
          () => void changeMandate(mandateId),
          { leads: true },
        ),
      ),
    action('shortcuts', t('shortcuts.title'), onShortcuts, { keys: ['?'], leads: true }),
    action('sign-out', t('header.signOut'), () => void signOut(), { leads: true }),
  ];
}

/** Conversations and automations, by their names. */
function useContents(): Command[] {
  const { permissions } = useMe();
  const navigate = useNavigate();
  const chats = useQuery({ ...chatsQuery, enabled: permissions.includes('ui.chat') });
  const automations = useQuery({ ...automationsQuery, enabled: permissions.includes('ui.automations') });
  return [
    ...(chats.data?.items ?? [])
      .filter(({ title }) => title !== '')
      .map(
        ({ id, title }): Command => ({
          id: `chat ${id}`,
          group: 'chats',
          label: title,
          leads: true,
          run: () => void navigate({ to: '/chat/$chatId', params: { chatId: id } }),
        }),
      ),
    ...(automations.data?.items ?? []).map(
      ({ id, name }): Command => ({
        id: `automation ${id}`,
        group: 'automations',
        label: name,
        leads: true,
        run: () => void navigate({ to: '/automations/$automationId', params: { automationId: id } }),
      }),
    ),
  ];
}
