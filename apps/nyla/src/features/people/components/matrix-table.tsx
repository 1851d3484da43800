import { Table, Text } from '@mantine/core';
import type { RoleDto } from '@nyla/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoleDrafts } from '../hooks/use-role-drafts';
import { useRoleName } from '../hooks/use-role-name';
import classes from './matrix.module.css';
import { RuleCell } from './rule-cell';

/** One resource that roles are asked about. */
export interface MatrixRow {
  readonly resource: string;
  readonly label: string;
  /** A button that unfolds what belongs to it, in the place of the label. */
  readonly head?: ReactNode;
  readonly hint?: ReactNode;
  readonly isChild?: boolean;
}

interface MatrixTableProps {
  readonly label: string;
  readonly rows: readonly MatrixRow[];
  readonly roles: readonly RoleDto[];
  readonly drafts: RoleDrafts;
  readonly mayWrite: boolean;
  /** What can be done with the role of a column. */
  readonly renderRoleActions?: (role: RoleDto) => ReactNode;
}

/** Resources as rows, roles as columns, in each cell what the role says. */
export function MatrixTable({ label, rows, roles, drafts, mayWrite, renderRoleActions }: MatrixTableProps) {
  const { t } = useTranslation('people');
  const roleName = useRoleName();
  return (
    <Table.ScrollContainer minWidth={0} type="native">
      <Table aria-label={label} className={classes['matrix'] ?? ''} verticalSpacing={8} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('roles.resource')}</Table.Th>
            {roles.map((role) => (
              <Table.Th key={role.id} scope="col" className={classes['role'] ?? ''}>
                <div className={classes['roleHead']}>
                  <span>
                    <Text span display="block" size="sm" fw={600} c="var(--mantine-color-text)">
                      {roleName(role.name)}
                    </Text>
                    <Text span display="block" size="xs" c="dimmed">
                      {t('roles.concerns', { count: role.memberCount })}
                    </Text>
                  </span>
                  {renderRoleActions?.(role)}
                </div>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.resource}>
              <Table.Th scope="row" className={classes['resource'] ?? ''} data-child={row.isChild || undefined}>
                {row.head ?? row.label}
                {row.hint ? (
                  <Text span display="block" size="xs" c="dimmed" fw={400}>
                    {row.hint}
                  </Text>
                ) : null}
              </Table.Th>
              {roles.map((role) => (
                <Table.Td key={role.id}>
                  <RuleCell
                    label={`${row.label} · ${roleName(role.name)}`}
                    resource={row.resource}
                    role={role}
                    drafts={drafts}
                    mayWrite={mayWrite}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
