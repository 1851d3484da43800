import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { useLocale } from '@/lib/use-locale';
import { templatesQuery } from '../api/automation-queries';
import classes from './automation.module.css';

/** Automations to start from. */
export function TemplateList() {
  const { t } = useTranslation('automation');
  const [locale] = useLocale();
  const { data: templates, error, refetch } = useQuery(templatesQuery(locale));
  if (error && !templates) return <ErrorCard error={error} onRetry={() => void refetch()} />;
  if (!templates) return <SkeletonBlock height={120} />;
  return (
    <ul className={classes['templates']} aria-label={t('list.templates')}>
      {templates.map(({ id, name, description }) => (
        <li key={id}>
          <Link to="/automations/new" search={{ template: id }} className={classes['template'] ?? ''}>
            <Text component="span" fw={600}>
              {name}
            </Text>
            <Text component="span" size="sm" c="dimmed">
              {description}
            </Text>
          </Link>
        </li>
      ))}
    </ul>
  );
}
