import { Button } from '@mantine/core';
import { STEP_KINDS, type StepKind } from '@nyla/contracts/constants';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '@/components/ui/menu';
import { mayNest } from '../../logic/steps';
import { StepIcon } from './step-icon';

const OUTER = { variant: 'default' } as const;
const INNER = { size: 'compact-sm', variant: 'subtle', color: 'gray', c: 'dimmed' } as const;

interface AddStepProps {
  /** Names the list that it adds to. */
  readonly label: string;
  readonly depth: number;
  readonly disabled: boolean;
  readonly onAdd: (kind: StepKind) => void;
}

/** Adds a step of a kind at the end of a list. */
export function AddStep({ label, depth, disabled, onAdd }: AddStepProps) {
  const { t } = useTranslation('automation');
  return (
    <Menu
      align="start"
      renderTrigger={(props) => (
        <Button
          {...props}
          {...(depth === 0 ? OUTER : INNER)}
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={disabled}
          aria-label={label}
        >
          {t('steps.add')}
        </Button>
      )}
    >
      {STEP_KINDS.filter((kind) => mayNest(kind, depth)).map((kind) => (
        <MenuItem key={kind} icon={<StepIcon kind={kind} size={18} />} onSelect={() => onAdd(kind)}>
          {t(`stepKind.${kind}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
