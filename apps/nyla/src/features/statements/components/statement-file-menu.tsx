import { Button } from '@mantine/core';
import type { StatementDto } from '@nyla/contracts';
import { STATEMENT_FORMATS, type StatementFormat } from '@nyla/contracts/constants';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Menu, MenuItem } from '@/components/ui/menu';
import { useLocale } from '@/lib/use-locale';
import { type StatementScope, saveStatement } from '../api/statement-queries';
import { monthName } from '../logic/month-name';

/** Where the number within its year begins in `2026-0012`. */
const AFTER_YEAR = 5;

interface StatementFileMenuProps {
  readonly scope: StatementScope;
  readonly statement: StatementDto;
  /** With the word beside the icon, for the page of one statement. */
  readonly withText?: boolean;
}

/** A statement as PDF, CSV or XLSX, in the language of the page. */
export function StatementFileMenu({ scope, statement, withText = false }: StatementFileMenuProps) {
  const { t } = useTranslation('statements');
  const [locale] = useLocale();
  const { id, month, number } = statement;
  const save = useMutation({
    mutationFn: (format: StatementFormat) => {
      const fileName = t('file.name', { month, number: number.slice(AFTER_YEAR), format });
      return saveStatement(scope, { id, format, locale, fileName });
    },
  });
  return (
    <>
      <Menu
        renderTrigger={(props) => (
          <Button
            {...props}
            variant={withText ? 'default' : 'subtle'}
            size={withText ? 'sm' : 'compact-md'}
            fw={500}
            mih={44}
            miw={44}
            loading={save.isPending}
            {...(withText
              ? { leftSection: <IconDownload size={16} stroke={1.7} aria-hidden /> }
              : {
                  'aria-label': t('file.of', { month: monthName(month, locale), number }),
                  c: 'var(--nyla-accent-text)',
                })}
          >
            {withText ? t('file.button') : <IconDownload size={18} stroke={1.7} aria-hidden />}
          </Button>
        )}
      >
        {STATEMENT_FORMATS.map((format) => (
          <MenuItem key={format} onSelect={() => save.mutate(format)}>
            {t(`file.${format}`)}
          </MenuItem>
        ))}
      </Menu>
      {save.error ? <ErrorCard error={save.error} onRetry={() => save.mutate(save.variables)} /> : null}
    </>
  );
}
