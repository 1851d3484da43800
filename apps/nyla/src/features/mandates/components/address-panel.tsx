import { Text } from '@mantine/core';
import type { BillingAddressDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/ui/panel';
import { useLocale } from '@/lib/use-locale';
import classes from './mandate.module.css';

/** Who is invoiced. The mandate's admin writes it. */
export function AddressPanel({ address }: { readonly address: BillingAddressDto | null }) {
  const { t } = useTranslation('mandates');
  const [locale] = useLocale();
  if (!address) {
    return (
      <Panel title={t('address.title')}>
        <Text c="dimmed">{t('address.empty')}</Text>
      </Panel>
    );
  }
  const { company, person, street, houseNumber, postcode, town, country, email, vatId } = address;
  const countryName = new Intl.DisplayNames([locale], { type: 'region' }).of(country) ?? country;
  const lines = [
    company,
    person,
    [street, houseNumber].filter(Boolean).join(' '),
    [postcode, town].filter(Boolean).join(' '),
    countryName,
    email,
    vatId,
  ].filter(Boolean);
  return (
    <Panel title={t('address.title')}>
      <address className={classes['address']}>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </address>
    </Panel>
  );
}
