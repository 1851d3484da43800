import { ActionIcon, Button, Group, Text, TextInput } from '@mantine/core';
import type { PriceMultiplierDto } from '@nyla/contracts';
import { MULTIPLIERS_MAX, NAME_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PriceDraft } from '../../logic/price-draft';
import { FigureInput } from './figure-input';
import type { FieldTexts } from './use-price-form';

interface MultiplierFieldsProps {
  readonly multipliers: PriceDraft['multipliers'];
  readonly before: readonly PriceMultiplierDto[] | undefined;
  readonly textsOf: (path: string) => FieldTexts;
  readonly onChange: (multipliers: PriceDraft['multipliers']) => void;
}

/** Factors on the token prices, such as for batches or for a region. */
export function MultiplierFields({ multipliers, before, textsOf, onChange }: MultiplierFieldsProps) {
  const { t } = useTranslation('system');
  return (
    <div role="group" aria-label={t('figures.multipliers')}>
      <Text size="sm" fw={500}>
        {t('figures.multipliers')}
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {t('form.multipliersHint')}
      </Text>
      {multipliers.map(({ name, factor }, index) => (
        // Its place: the name is being typed.
        // oxlint-disable-next-line react/no-array-index-key
        <Group key={index} align="flex-start" mb="sm" wrap="nowrap" gap="sm">
          <TextInput
            size="md"
            flex={1}
            label={t('form.factorName')}
            maxLength={NAME_MAX_LENGTH}
            autoCapitalize="off"
            spellCheck={false}
            value={name}
            error={textsOf(`multipliers.${index}.name`).error}
            onChange={(event) => onChange(multipliers.with(index, { name: event.currentTarget.value, factor }))}
          />
          <div style={{ flex: '0 1 150px' }}>
            <FigureInput
              unit="×"
              label={t('form.factor')}
              value={factor}
              before={before?.find((known) => known.name === name)?.factor}
              texts={textsOf(`multipliers.${index}.factor`)}
              onChange={(next) => onChange(multipliers.with(index, { name, factor: next }))}
            />
          </div>
          <ActionIcon
            variant="subtle"
            color="gray"
            c="dimmed"
            size={44}
            mt={25}
            aria-label={t('form.removeFactor', { name: name || String(index + 1) })}
            onClick={() => onChange(multipliers.toSpliced(index, 1))}
          >
            <IconTrash size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={multipliers.length >= MULTIPLIERS_MAX}
        onClick={() => onChange([...multipliers, { name: '', factor: '' }])}
      >
        {t('form.addFactor')}
      </Button>
    </div>
  );
}
