import { Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import {
  MODEL_CAPABILITIES,
  MODEL_CLASSES,
  MODEL_ID_MAX_LENGTH,
  MODEL_STATUSES,
  NAME_MAX_LENGTH,
} from '@nyla/contracts/constants';
import { useTranslation } from 'react-i18next';
import { DayField } from '@/components/ui/day-field';
import type { FactsDraft } from '../../logic/price-draft';
import classes from '../system.module.css';
import { FigureInput } from './figure-input';
import type { FieldTexts } from './use-price-form';

const NO_CLASS = '';

interface FactsFieldsProps {
  readonly facts: FactsDraft;
  readonly textsOf: (path: string) => FieldTexts;
  readonly onChange: (facts: FactsDraft) => void;
}

/** What the model is, apart from its price. */
export function FactsFields({ facts, textsOf, onChange }: FactsFieldsProps) {
  const { t } = useTranslation('system');
  const set = (changes: Partial<FactsDraft>) => onChange({ ...facts, ...changes });
  return (
    <>
      <div className={classes['fields']}>
        <TextInput
          size="md"
          label={t('facts.displayName')}
          required
          maxLength={NAME_MAX_LENGTH}
          value={facts.displayName}
          error={textsOf('facts.displayName').error}
          onChange={(event) => set({ displayName: event.currentTarget.value })}
        />
        <NativeSelect
          size="md"
          label={t('facts.status')}
          value={facts.status}
          data={MODEL_STATUSES.map((value) => ({ value, label: t(`modelStatus.${value}`) }))}
          onChange={(event) =>
            set({ status: MODEL_STATUSES.find((known) => known === event.currentTarget.value) ?? 'active' })
          }
        />
        <NativeSelect
          size="md"
          label={t('facts.modelClass')}
          value={facts.modelClass ?? NO_CLASS}
          data={[
            { value: NO_CLASS, label: t('modelClass.none') },
            ...MODEL_CLASSES.map((value) => ({ value, label: t(`modelClass.${value}`) })),
          ]}
          onChange={(event) =>
            set({ modelClass: MODEL_CLASSES.find((known) => known === event.currentTarget.value) ?? null })
          }
        />
        {(['contextWindow', 'maxOutputTokens', 'defaultOutputTokens'] as const).map((name) => (
          <FigureInput
            key={name}
            unit="Tokens"
            label={t(`facts.${name}`)}
            required
            value={facts[name]}
            texts={textsOf(`facts.${name}`)}
            onChange={(value) => set({ [name]: value })}
          />
        ))}
        <DayField
          label={t('facts.released')}
          value={facts.released ?? undefined}
          error={textsOf('facts.released').error}
          onChange={(day) => set({ released: day ?? null })}
        />
        <DayField
          label={t('facts.shutdownDate')}
          value={facts.shutdownDate ?? undefined}
          error={textsOf('facts.shutdownDate').error}
          onChange={(day) => set({ shutdownDate: day ?? null })}
        />
        <TextInput
          size="md"
          label={t('facts.replacement')}
          maxLength={MODEL_ID_MAX_LENGTH}
          value={facts.replacement ?? ''}
          error={textsOf('facts.replacement').error}
          onChange={(event) => set({ replacement: event.currentTarget.value || null })}
        />
      </div>
      <Checkbox.Group
        label={t('facts.capabilities')}
        error={textsOf('facts.capabilities').error}
        value={[...facts.capabilities]}
        onChange={(chosen) => set({ capabilities: MODEL_CAPABILITIES.filter((known) => chosen.includes(known)) })}
      >
        <Group gap="md" mt={8}>
          {MODEL_CAPABILITIES.map((capability) => (
            <Checkbox key={capability} value={capability} label={t(`capability.${capability}`)} />
          ))}
        </Group>
      </Checkbox.Group>
    </>
  );
}
