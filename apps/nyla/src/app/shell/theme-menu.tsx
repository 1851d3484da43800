import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconBrightness } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuChoice } from '@/components/ui/menu';

const SCHEMES: readonly MantineColorScheme[] = ['light', 'dark', 'auto'];

export function ThemeMenu() {
  const { t } = useTranslation();
  return (
    <Menu
      renderTrigger={(props) => (
        <ActionIcon {...props} variant="subtle" color="gray" c="dimmed" size={44} aria-label={t('header.theme')}>
          <IconBrightness size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
      )}
    >
      <ThemeChoice />
    </Menu>
  );
}

/** Light, dark or the system's scheme as items of a menu. */
export function ThemeChoice() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <MenuChoice
      label={t('header.theme')}
      value={colorScheme}
      onChange={setColorScheme}
      options={SCHEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
    />
  );
}
