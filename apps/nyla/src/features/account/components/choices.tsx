import { SegmentedControl, Text, useMantineColorScheme } from '@mantine/core';
import { LOCALES, NUMBER_FORMATS } from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { formatMoney } from '@/lib/money';
import { useLocale } from '@/lib/use-locale';
import { useNumberFormat } from '@/lib/use-number-format';
import classes from './account.module.css';

const SCHEMES = ['light', 'dark', 'auto'] as const;
const EXAMPLE = '1234.5';

export function LanguageChoice() {
  const { t } = useTranslation(['account', 'common']);
  const [locale, setLocale] = useLocale();
  return (
    <Choice
      label={t('language')}
      hint={t('languageHint')}
      value={locale}
      onChange={(value) => setLocale(LOCALES.find((known) => known === value) ?? locale)}
      options={LOCALES.map((value) => ({ value, label: t(`common:language.${value}`) }))}
    />
  );
}

export function NumberFormatChoice() {
  const { t } = useTranslation('account');
  const { format, change, error } = useNumberFormat();
  return (
    <>
      <Choice
        label={t('numberFormat')}
        hint={t('numberFormatHint')}
        value={format}
        onChange={(value) => change(NUMBER_FORMATS.find((known) => known === value) ?? format)}
        options={NUMBER_FORMATS.map((value) => ({
          value,
          label: formatMoney(EXAMPLE, { format: value, currency: false }),
        }))}
      />
      {error ? <ErrorCard error={error} /> : null}
    </>
  );
}

export function ThemeChoice() {
  const { t } = useTranslation(['account', 'common']);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Choice
      label={t('theme')}
      value={colorScheme}
      onChange={(value) => setColorScheme(SCHEMES.find((known) => known === value) ?? 'auto')}
      options={SCHEMES.map((value) => ({ value, label: t(`common:theme.${value}`) }))}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: { value: string; label: string }[];
}

function Choice({ label, hint, value, onChange, options }: ChoiceProps) {
  return (
    <div>
      <Text size="sm" fw={500} mb={6}>
        {label}
      </Text>
      <SegmentedControl aria-label={label} value={value} onChange={onChange} data={options} classNames={classes} />
      {hint ? (
        <Text size="sm" c="dimmed" mt={6}>
          {hint}
        </Text>
      ) : null}
    </div>
  );
}
