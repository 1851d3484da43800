import { Button, Stack, Text } from '@mantine/core';
import type { AutomationDetailDto } from '@nyla/contracts';
import { useTranslation } from 'react-i18next';
import { countDays } from '@/lib/calendar';
import { formatDay } from '@/lib/format-day';
import { moneyText } from '@/lib/money-text';
import { priceBeside } from '@/lib/price-change';
import { useModelLabel } from '@/lib/use-model-label';
import { useModels } from '@/lib/use-models';
import { useToday } from '@/lib/use-today';
import { useEditorContext } from '../../hooks/use-editor';
import { replaceModel, stillRetiring } from '../../logic/model-order';
import editor from '../automation.module.css';

interface RetiringModelsProps {
  readonly automation: AutomationDetailDto;
}

/** Models of this automation that will be switched off, each with what takes its place and at what price. */
export function RetiringModels({ automation }: RetiringModelsProps) {
  const { t } = useTranslation(['models', 'automation']);
  const { draft, define } = useEditorContext();
  const labelOf = useModelLabel();
  const { models } = useModels();
  const today = useToday();
  const retiring = stillRetiring(automation.retiringModels, draft.definition);
  if (retiring.length === 0) return null;
  return (
    <Stack gap="sm" mt="md">
      {retiring.map(({ model, shutdownDate, replacement, typicalAnswer, replacementTypicalAnswer }) => {
        const name = labelOf(model);
        const successor = replacement === null ? null : labelOf(replacement);
        const refused = models.find(({ id, usable }) => id === replacement && !usable);
        const daysLeft = shutdownDate === null ? 0 : countDays(today, shutdownDate) - 1;
        return (
          <div key={model} className={editor['notice']}>
            <Text size="sm">
              {shutdownDate === null
                ? t('retirement.soon', { model: name })
                : daysLeft > 0
                  ? t('retirement.on', {
                      model: name,
                      date: formatDay(shutdownDate),
                      left: t('picker.daysLeft', { count: daysLeft }),
                    })
                  : t('automation:models.gone', { model: name, date: formatDay(shutdownDate) })}{' '}
              {successor === null ? t('retirement.other') : t('retirement.successor', { model: successor })}{' '}
              {typicalAnswer !== null && replacementTypicalAnswer !== null
                ? t('retirement.price', {
                    before: moneyText(typicalAnswer),
                    after: priceBeside(replacementTypicalAnswer, typicalAnswer),
                  })
                : null}{' '}
              {refused ? t(`picker.reason.${refused.reason ?? 'unknown'}`) : null}
            </Text>
            {replacement === null || successor === null || refused ? null : (
              <Button
                size="xs"
                variant="default"
                onClick={() => define((definition) => replaceModel(definition, model, replacement))}
              >
                {t('automation:models.replace', { model: successor })}
              </Button>
            )}
          </div>
        );
      })}
    </Stack>
  );
}
