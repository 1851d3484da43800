import { ActionIcon } from '@mantine/core';
import { LOCALES } from '@nyla/contracts/constants';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuChoice } from '@/components/ui/menu';
import { useLocale } from '@/lib/use-locale';

export function LanguageMenu() {
  const { t } = useTranslation();
  return (
    <Menu
      renderTrigger={(props) => (
        <ActionIcon {...props} variant="subtle" color="gray" c="dimmed" size={44} aria-label={t('header.language')}>
          <IconLanguage size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
      )}
    >
      <LanguageChoice />
    </Menu>
  );
}

/** The languages as items of a menu. */
export function LanguageChoice() {
  const { t } = useTranslation();
  const [locale, setLocale] = useLocale();
  return (
    <MenuChoice
      label={t('header.language')}
      value={locale}
      onChange={setLocale}
      options={LOCALES.map((value) => ({ value, label: t(`language.${value}`), lang: value }))}
    />
  );
}
