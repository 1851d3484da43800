import { ActionIcon, Button, Group, Text } from '@mantine/core';
import type { ModelDto } from '@nyla/contracts';
import { AUTOMATION_MODELS_MAX } from '@nyla/contracts/constants';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Reason } from '@/components/model-picker/reason';
import { useModelMemory } from '@/components/model-picker/use-model-memory';
import { formatDay } from '@/lib/format-day';
import { formatMoney } from '@/lib/money';
import { retirementOf } from '@/lib/retirement';
import { useModelLabel } from '@/lib/use-model-label';
import { useModels } from '@/lib/use-models';
import { useToday } from '@/lib/use-today';
import { movedModel, withModel, withoutModel } from '../../logic/model-order';
import classes from './models.module.css';

const ModelPicker = lazy(async () => ({
  default: (await import('@/components/model-picker/model-picker')).ModelPicker,
}));

const ICON = { size: 17, stroke: 1.7, 'aria-hidden': true } as const;

interface ModelOrderProps {
  readonly models: readonly string[];
  readonly error?: string | undefined;
  readonly onChange: (models: string[]) => void;
}

/** Models in the order in which they are asked: the first one, and those that step in for it. */
export function ModelOrder({ models, error, onChange }: ModelOrderProps) {
  const { t } = useTranslation('automation');
  const { chatModels, isSuccess } = useModels();
  const labelOf = useModelLabel();
  const { memory, remember, toggleFavourite } = useModelMemory();
  const [picker, setPicker] = useState<'never' | 'open' | 'closed'>('never');
  return (
    <div>
      <ol className={classes['list']} aria-label={t('models.order')}>
        {models.map((id, index) => {
          const name = labelOf(id);
          return (
            <li key={id} className={classes['item']}>
              <span className={classes['place']}>
                {index === 0 ? t('models.primary') : t('models.fallback', { number: index })}
              </span>
              <Model id={id} name={name} model={chatModels.find((known) => known.id === id)} loaded={isSuccess} />
              <Group gap={2} wrap="nowrap">
                <OrderButton
                  label={t('models.up', { model: name })}
                  disabled={index === 0}
                  onClick={() => onChange(movedModel(models, id, -1))}
                >
                  <IconArrowUp {...ICON} />
                </OrderButton>
                <OrderButton
                  label={t('models.down', { model: name })}
                  disabled={index === models.length - 1}
                  onClick={() => onChange(movedModel(models, id, 1))}
                >
                  <IconArrowDown {...ICON} />
                </OrderButton>
                <OrderButton
                  label={t('models.remove', { model: name })}
                  onClick={() => onChange(withoutModel(models, id))}
                >
                  <IconX {...ICON} />
                </OrderButton>
              </Group>
            </li>
          );
        })}
      </ol>
      {error ? (
        <Text c="var(--mantine-color-error)" size="sm" mt={6} role="alert">
          {error}
        </Text>
      ) : null}
      <Button
        mt="sm"
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={!isSuccess || models.length >= AUTOMATION_MODELS_MAX}
        aria-haspopup="dialog"
        onClick={() => setPicker('open')}
      >
        {t('models.add')}
      </Button>
      {picker === 'never' ? null : (
        <Suspense fallback={null}>
          <ModelPicker
            opened={picker === 'open'}
            withAuto={false}
            models={chatModels}
            selected={null}
            memory={memory}
            onToggleFavourite={toggleFavourite}
            onPick={(id) => {
              remember(id);
              onChange(withModel(models, id));
              setPicker('closed');
            }}
            onClose={() => setPicker('closed')}
          />
        </Suspense>
      )}
    </div>
  );
}

interface ModelProps {
  readonly id: string;
  readonly name: string;
  readonly model: ModelDto | undefined;
  readonly loaded: boolean;
}

/** Name and price of a model, and whatever will keep it from answering. */
function Model({ id, name, model, loaded }: ModelProps) {
  const { t } = useTranslation(['automation', 'models', 'common']);
  const today = useToday();
  const retirement = model ? retirementOf(model, today) : null;
  const price = model?.price;
  return (
    <>
      <div>
        <Text fw={500}>{name}</Text>
        {model ? (
          <Text size="xs" c="dimmed">
            {t(`common:connector.${model.connectorType}`)}
          </Text>
        ) : null}
        {model && !model.usable ? <Reason reason={model.reason} /> : null}
        {!model && loaded ? (
          <Text size="sm" c="dimmed">
            {t('models.unknown', { id })}
          </Text>
        ) : null}
        {retirement?.date ? (
          <Text size="sm" c="var(--nyla-warning-text)">
            {t('models:picker.shutdown', { date: formatDay(retirement.date) })}
          </Text>
        ) : null}
      </div>
      <div className={classes['price']}>
        {price ? (
          <>
            {price.inputPerMillion !== null && price.outputPerMillion !== null ? (
              <span title={t('models:picker.perMillion')}>
                {t('models:picker.inOut', {
                  input: formatMoney(price.inputPerMillion, { currency: false }),
                  output: formatMoney(price.outputPerMillion, { currency: false }),
                })}
              </span>
            ) : null}
            <span>{t('models:picker.typical', { amount: formatMoney(price.typicalAnswer) })}</span>
          </>
        ) : null}
      </div>
    </>
  );
}

interface OrderButtonProps {
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function OrderButton({ label, disabled = false, onClick, children }: OrderButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      c="dimmed"
      size={36}
      aria-label={label}
      aria-disabled={disabled || undefined}
      style={disabled ? { opacity: 0.35 } : undefined}
      onClick={disabled ? undefined : onClick}
    >
      {children}
    </ActionIcon>
  );
}
