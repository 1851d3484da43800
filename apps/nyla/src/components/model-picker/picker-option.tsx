import { Group, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AutoChoice } from '@/lib/model-choice';
import type { ConnectorRow, PickerRow } from './model-list';
import { ModelOption } from './model-option';
import classes from './model-picker.module.css';
import { Reason } from './reason';
import { SelectedBadge } from './selected-badge';

interface PickerOptionProps {
  readonly id: string;
  readonly row: PickerRow;
  readonly active: boolean;
  readonly selected: boolean;
  readonly pickable: boolean;
  readonly favourite: boolean;
  readonly onActivate: () => void;
  readonly onPick: () => void;
}

/** One line of the picker, whatever it offers. */
export function PickerOption(props: PickerOptionProps) {
  const { id, row, active, selected, pickable, favourite, onActivate, onPick } = props;
  return (
    // The search field holds the focus and the keys; `aria-activedescendant` points here.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the listbox around it takes the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-disabled={!pickable}
      data-kind={row.kind}
      data-active={active || undefined}
      className={classes['option']}
      onClick={() => {
        onActivate();
        onPick();
      }}
      onMouseMove={active ? undefined : onActivate}
    >
      {row.kind === 'model' ? <ModelOption model={row.model} selected={selected} favourite={favourite} /> : null}
      {row.kind === 'auto' ? <AutoOption choice={row} selected={selected} pickable={pickable} /> : null}
      {row.kind === 'connector' ? <ConnectorOption row={row} /> : null}
    </div>
  );
}

interface AutoOptionProps {
  readonly choice: AutoChoice;
  readonly selected: boolean;
  readonly pickable: boolean;
}

function AutoOption({ choice: { aim }, selected, pickable }: AutoOptionProps) {
  const { t } = useTranslation('models');
  return (
    <>
      <IconSparkles size={20} stroke={1.6} aria-hidden className={classes['autoIcon']} />
      <div className={classes['optionMain']}>
        <Group gap={8}>
          <Text component="span" fw={500}>
            {t(`auto.${aim}.name`)}
          </Text>
          {selected ? <SelectedBadge /> : null}
        </Group>
        <Text size="sm" c="dimmed" lh={1.35}>
          {pickable ? t(`auto.${aim}.text`) : t('auto.unusable')}
        </Text>
      </div>
    </>
  );
}

function ConnectorOption({ row: { connector } }: { readonly row: ConnectorRow }) {
  const { t } = useTranslation(['models', 'common']);
  return (
    <div className={classes['optionMain']}>
      <Text component="span" fw={500}>
        {t(`common:connector.${connector.connectorType}`)}
      </Text>
      {connector.reason === null ? (
        <Text size="sm" c="dimmed">
          {t('picker.noModels')}
        </Text>
      ) : (
        <Reason reason={connector.reason} />
      )}
    </div>
  );
}
