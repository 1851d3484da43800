import { Group, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DayField } from '@/components/ui/day-field';

interface MomentFieldProps {
  /** `YYYY-MM-DDTHH:mm` in Zurich; either part may be missing. */
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

const MIDNIGHT = '00:00';

/** The moment from which something is to hold: a day and a time in Zurich. */
export function MomentField({ value, error, onChange }: MomentFieldProps) {
  const { t } = useTranslation('system');
  const [day = '', time = MIDNIGHT] = value.split('T');
  return (
    <div>
      <Group gap="sm" align="flex-start">
        <DayField
          label={t('form.validFrom')}
          required
          value={day === '' ? undefined : day}
          error={error}
          onChange={(next) => onChange(`${next ?? ''}T${time}`)}
        />
        <TextInput
          size="md"
          type="time"
          label={t('form.time')}
          value={time}
          onChange={(event) => onChange(`${day}T${event.currentTarget.value}`)}
        />
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {t('form.zone')}
      </Text>
    </div>
  );
}
