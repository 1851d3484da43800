import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuChoice } from '@/components/ui/menu';
import type { ModelChoice } from '@/lib/model-choice';
import { formatMoney } from '@/lib/money';
import { useModelLabel } from '@/lib/use-model-label';
import type { WebSearch } from '../hooks/use-web-search';
import type { SearchOption } from '../logic/web-search';
import classes from './composer.module.css';

interface WebSearchSwitchProps {
  readonly search: WebSearch;
  readonly choice: ModelChoice | null;
}

/** Whether the web is searched before the answer, and how; each way with its price or what stands against it. */
export function WebSearchSwitch({ search, choice }: WebSearchSwitchProps) {
  const { t } = useTranslation(['chat', 'models']);
  const labelOf = useModelLabel();
  const { on, option, options } = search;
  const name = option ? labelOf(option.id) : null;

  const hintOf = ({ model, reason, price }: SearchOption) => {
    if (reason === 'not_offered') {
      return choice?.kind === 'model'
        ? t('search.notOffered', { model: choice.model.displayName })
        : t('search.offeredByNone');
    }
    if (reason !== null) return t(`models:picker.reason.${reason}`);
    if (model) return t('search.perQuestion');
    if (price !== null) return t('search.perSearch');
    return t(choice?.kind === 'auto' ? 'search.byModel' : 'search.included');
  };
  return (
    <div className={classes['search']} data-on={on || undefined}>
      <UnstyledButton
        className={classes['searchToggle'] ?? ''}
        aria-pressed={on}
        aria-disabled={option === null || undefined}
        aria-label={t('search.label')}
        title={name ? t('search.title', { name }) : t('search.unavailable')}
        onClick={option ? search.toggle : undefined}
      >
        <IconWorld size={17} stroke={1.7} aria-hidden />
        <span className={classes['searchText']}>{t('search.label')}</span>
      </UnstyledButton>
      <Menu
        wide
        align="start"
        renderTrigger={(props) => (
          <UnstyledButton
            {...props}
            className={classes['searchHow'] ?? ''}
            aria-label={name ? t('search.how', { name }) : t('search.howNone')}
          >
            <IconChevronDown size={15} stroke={1.8} aria-hidden />
          </UnstyledButton>
        )}
      >
        <MenuChoice
          label={t('search.howLabel')}
          value={option?.id ?? null}
          onChange={search.choose}
          options={options.map((entry) => ({
            value: entry.id,
            label: labelOf(entry.id),
            hint: hintOf(entry),
            figure: entry.price === null ? undefined : formatMoney(entry.price),
            disabled: entry.reason !== null,
          }))}
        />
      </Menu>
    </div>
  );
}
