import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconX } from '@tabler/icons-react';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuChoice } from '@/components/ui/menu';
import classes from './filter-chip.module.css';

export interface FilterOption {
  readonly value: string;
  readonly label: string;
}

interface FilterChipProps {
  readonly name: string;
  readonly value: string | undefined;
  readonly options: readonly FilterOption[];
  readonly onChange: (value: string | undefined) => void;
}

/** Stands for no filter among the choices. */
const ANY = '';

/** One filter: a button that names its value and opens the choices, and one that removes it. */
export function FilterChip({ name, value, options, onChange }: FilterChipProps) {
  const { t } = useTranslation();
  const [align, setAlign] = useState<'start' | 'end'>('start');
  // Chips wrap, so the side with more room is known only when the menu is about to open.
  const chooseSide = ({ currentTarget }: SyntheticEvent<HTMLElement>) => {
    const { left, right } = currentTarget.getBoundingClientRect();
    setAlign(document.documentElement.clientWidth - left >= right ? 'start' : 'end');
  };
  const active = value !== undefined;
  const label = options.find((option) => option.value === value)?.label ?? value;
  return (
    <span className={classes['chip']} data-active={active || undefined}>
      <Menu
        align={align}
        renderTrigger={(props) => (
          <UnstyledButton
            {...props}
            className={classes['chipButton'] ?? ''}
            onPointerDown={chooseSide}
            onFocus={chooseSide}
          >
            <span className={classes['chipText']}>{active ? t('filter.set', { name, value: label }) : name}</span>
            {active ? null : <IconChevronDown size={14} stroke={1.8} aria-hidden />}
          </UnstyledButton>
        )}
      >
        <div className={classes['choices']}>
          <MenuChoice
            label={name}
            value={value ?? ANY}
            options={[{ value: ANY, label: t('filter.any') }, ...options]}
            onChange={(next) => onChange(next === ANY ? undefined : next)}
          />
        </div>
      </Menu>
      {active ? (
        <UnstyledButton
          className={classes['chipRemove'] ?? ''}
          aria-label={t('filter.remove', { name })}
          onClick={() => onChange(undefined)}
        >
          <IconX size={15} stroke={1.9} aria-hidden />
        </UnstyledButton>
      ) : null}
    </span>
  );
}
