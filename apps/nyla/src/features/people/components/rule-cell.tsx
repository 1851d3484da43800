import { NativeSelect, Text } from '@mantine/core';
import type { RoleDto } from '@nyla/contracts';
import { IconCheck, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RoleDrafts } from '../hooks/use-role-drafts';
import { type CellValue, cellOf, exceptionsOf, inheritedOf, verdictOf } from '../logic/rules';
import classes from './matrix.module.css';

interface RuleCellProps {
  readonly label: string;
  readonly resource: string;
  readonly role: RoleDto;
  readonly drafts: RoleDrafts;
  readonly mayWrite: boolean;
}

const VALUES: readonly CellValue[] = ['allow', 'deny', 'inherit'];

/** What a role says of a resource: allowed, locked, or what it inherits. Colour, sign and word say the same. */
export function RuleCell({ label, resource, role, drafts, mayWrite }: RuleCellProps) {
  const { t } = useTranslation('people');
  const rules = drafts.rulesOf(role);
  const { effect } = verdictOf(rules, resource);
  const inherited = inheritedOf(rules, resource);
  const exceptions = exceptionsOf(rules, resource);
  const value = cellOf(rules, resource);
  const isChanged = resource in drafts.editsOf(role);
  const Icon = effect === 'allow' ? IconCheck : IconLock;
  const textOf = (option: CellValue) =>
    option === 'inherit'
      ? t(`cell.inherit_${inherited.rule === null ? 'none' : inherited.effect}`)
      : t(`cell.${option}`);
  return (
    <div className={classes['cell']} data-effect={effect} data-changed={isChanged || undefined}>
      {mayWrite ? (
        <NativeSelect
          aria-label={isChanged ? t('cell.changed', { label }) : label}
          size="xs"
          leftSection={<Icon size={14} aria-hidden />}
          value={value}
          onChange={(event) => {
            const chosen = VALUES.find((known) => known === event.currentTarget.value);
            if (chosen) drafts.change(role, resource, chosen);
          }}
          data={VALUES.map((option) => ({ value: option, label: textOf(option) }))}
        />
      ) : (
        <span className={classes['fixed']}>
          <Icon size={14} aria-hidden />
          {textOf(value)}
        </span>
      )}
      {exceptions > 0 ? (
        <Text span display="block" size="xs" c="dimmed" mt={2}>
          {t('cell.exceptions', { count: exceptions })}
        </Text>
      ) : null}
    </div>
  );
}
