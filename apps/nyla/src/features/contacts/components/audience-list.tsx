import { Alert, Stack, Text } from '@mantine/core';
import type { MailAudienceDto, MailRecipientDto } from '@nyla/contracts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './contacts.module.css';

/** Who gets which mails now, and who would but for a reason. */
export function AudienceList({ audiences }: { readonly audiences: readonly MailAudienceDto[] }) {
  return (
    <Stack gap="lg">
      {audiences.map((audience) => (
        <Audience key={audience.topic} audience={audience} />
      ))}
    </Stack>
  );
}

function Audience({ audience: { topic, isDefault, recipients } }: { readonly audience: MailAudienceDto }) {
  const { t } = useTranslation('contacts');
  const isNobody = recipients.every(({ silence }) => silence !== null);
  return (
    <section aria-label={t(`topic.${topic}`)}>
      <Text component="h3" fw={600} fz="md" m={0}>
        {t(`topic.${topic}`)}
      </Text>
      {isNobody ? (
        <Alert
          color="orange"
          variant="light"
          icon={<IconAlertTriangle size={20} aria-hidden />}
          mt="xs"
          title={t('audience.nobody')}
          styles={{ title: { color: 'var(--mantine-color-text)' }, icon: { color: 'var(--nyla-warning-text)' } }}
        >
          {t('audience.nobodyText')}
        </Alert>
      ) : isDefault ? (
        <Text size="sm" c="dimmed" mt={4}>
          {t('audience.default')}
        </Text>
      ) : null}
      <ul className={classes['list']}>
        {recipients.map((recipient) => (
          <Reader key={recipient.email} recipient={recipient} />
        ))}
      </ul>
    </section>
  );
}

function Reader({ recipient: { name, email, locale, silence } }: { readonly recipient: MailRecipientDto }) {
  const { t } = useTranslation(['contacts', 'common']);
  return (
    <li className={`${classes['reader']} ${silence === null ? '' : classes['silent']}`}>
      <div>
        <Text span size="sm" fw={500}>
          {name}
        </Text>{' '}
        {name === email ? null : (
          <Text span size="sm" c="dimmed">
            {email}
          </Text>
        )}
      </div>
      <Text size="sm" c="dimmed">
        {silence === null ? t(`common:language.${locale}`) : t(`silence.${silence}`)}
      </Text>
    </li>
  );
}
