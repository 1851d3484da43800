import { Text } from '@mantine/core';
import type { AuditEntryDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/money/money';
import { formatDay, formatInstant } from '@/lib/format-date';
import { useLocale } from '@/lib/use-locale';
import { changesOf, type ShownValue } from '../logic/changes';
import classes from './audit.module.css';
import { useFieldName } from './use-field-name';

/** What changed, value by value, before and after. */
export function Changes({ before, after }: Pick<AuditEntryDto, 'before' | 'after'>) {
  const { t } = useTranslation('audit');
  const fieldName = useFieldName();
  const changes = changesOf(before, after);
  if (changes.length === 0) return <Text c="dimmed">{t('changes.none')}</Text>;
  return (
    <table className={classes['changes']} aria-label={t('changes.label')}>
      <thead>
        <tr>
          <th scope="col">{t('changes.field')}</th>
          {before ? <th scope="col">{t('changes.before')}</th> : null}
          {after ? <th scope="col">{t('changes.after')}</th> : null}
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.field}>
            <th scope="row">{fieldName(change.field)}</th>
            {before ? (
              <td className={after ? classes['was'] : undefined}>
                <Value value={change.before} />
              </td>
            ) : null}
            {after ? (
              <td>
                <Value value={change.after} />
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value }: { readonly value: ShownValue }) {
  const { t } = useTranslation('audit');
  const [locale] = useLocale();
  switch (value.kind) {
    case 'none':
      return <>–</>;
    case 'flag':
      return <>{t(value.on ? 'changes.yes' : 'changes.no')}</>;
    case 'money':
      return <Money amount={value.text} />;
    case 'instant':
      return <>{formatInstant(value.text, locale)}</>;
    case 'day':
      return <>{formatDay(value.text, locale)}</>;
    case 'text':
      return <>{value.text}</>;
    case 'list':
      return (
        <ul className={classes['items']}>
          {value.items.map(({ effect, text }) => (
            <li key={`${effect} ${text}`}>{effect === null ? text : t(`changes.${effect}`, { resource: text })}</li>
          ))}
        </ul>
      );
  }
}
