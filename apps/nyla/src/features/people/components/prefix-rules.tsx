import { Text } from '@mantine/core';
import type { RoleDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/ui/panel';
import { useRoleName } from '../hooks/use-role-name';
import { prefixRules } from '../logic/rules';
import classes from './matrix.module.css';

/** Rules for whole groups of names: where the cells above inherit from. */
export function PrefixRules({ roles }: { readonly roles: readonly RoleDto[] }) {
  const { t } = useTranslation('people');
  const roleName = useRoleName();
  const some = roles.filter(({ rules }) => prefixRules(rules).length > 0);
  if (some.length === 0) return null;
  return (
    <Panel title={t('roles.prefixRules')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('roles.prefixHint')}
      </Text>
      <dl className={classes['prefixes']}>
        {some.map(({ id, name, rules }) => (
          <div key={id}>
            <dt>{roleName(name)}</dt>
            {prefixRules(rules).map(({ resource, effect }) => (
              <dd key={resource}>
                <code>{resource}</code> {t(`cell.${effect}`)}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </Panel>
  );
}
