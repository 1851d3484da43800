import { Text } from '@mantine/core';
import type { VerificationDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { formatCount } from '@/lib/money';
import type system from '@/locales/en/system.json';
import classes from '../system.module.css';

type RuleName = keyof (typeof system)['rule'];

/** What a verification found, in the words of the rules that are broken. */
export function Findings({ verification: { findings, differences } }: { readonly verification: VerificationDto }) {
  const { t, i18n } = useTranslation('system');
  // A newer server may know a rule that this page has no words for.
  const ruleText = (rule: string) => (i18n.exists(`system:rule.${rule}`) ? t(`rule.${rule as RuleName}`) : rule);
  const more = (differences ?? 0) - findings.length;
  return (
    <>
      <ul className={classes['versions']} aria-label={t('verify.findings')}>
        {findings.map(({ rule, subject, expected, found }, index) => (
          // Two findings may say the same of the same.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index} className={classes['version']}>
            <Text fw={500}>{ruleText(rule)}</Text>
            <dl className={classes['figures']}>
              <div>
                <dt>{t('verify.subject')}</dt>
                <dd>{subject}</dd>
              </div>
              <div>
                <dt>{t('verify.expected')}</dt>
                <dd>{expected}</dd>
              </div>
              <div>
                <dt>{t('verify.found')}</dt>
                <dd>{found}</dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
      {more > 0 ? <Text c="dimmed">{t('verify.more', { count: more, shown: formatCount(more) })}</Text> : null}
    </>
  );
}
