import { NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core';
import type { MailPreviewDto } from '@nyla/contracts';
import { LOCALES, type Locale, MAIL_KINDS, type MailKind } from '@nyla/contracts/constants';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { Panel } from '@/components/ui/panel';
import { SkeletonBlock } from '@/components/ui/skeletons';
import { apiGet } from '@/lib/api/client';
import { useLocale } from '@/lib/use-locale';
import classes from './mail-preview.module.css';

const WIDTHS = { phone: 390, desktop: 680 } as const;
type Width = keyof typeof WIDTHS;
const FORMS = ['phone', 'desktop', 'text'] as const;
type Form = (typeof FORMS)[number];

const previewQuery = (kind: MailKind, locale: Locale) =>
  queryOptions({
    queryKey: ['mail-preview', kind, locale],
    queryFn: ({ signal }) => apiGet<MailPreviewDto>(`/admin/mails/preview/${kind}`, { locale }, { signal }),
    placeholderData: keepPreviousData,
  });

/** What each kind of mail looks like, in each language and width, with made-up data. */
export function MailPreviewPage() {
  const { t } = useTranslation(['system', 'common']);
  const [own] = useLocale();
  const [kind, setKind] = useState<MailKind>('monthly_report');
  const [locale, setLocale] = useState<Locale>(own);
  const [form, setForm] = useState<Form>('desktop');
  const { data, error, refetch, isPlaceholderData } = useQuery(previewQuery(kind, locale));
  return (
    <Page>
      <PageHeader title={t('mailPreview.title')} description={t('mailPreview.description')} />
      <div className={classes['controls']}>
        <NativeSelect
          label={t('mailPreview.kind')}
          size="md"
          value={kind}
          onChange={(event) => setKind(MAIL_KINDS.find((known) => known === event.currentTarget.value) ?? kind)}
          data={MAIL_KINDS.map((value) => ({ value, label: t(`mailPreview.kinds.${value}`) }))}
        />
        <NativeSelect
          label={t('mailPreview.language')}
          size="md"
          value={locale}
          onChange={(event) => setLocale(LOCALES.find((known) => known === event.currentTarget.value) ?? locale)}
          data={LOCALES.map((value) => ({ value, label: t(`common:language.${value}`) }))}
        />
        <FormChoice form={form} onChange={setForm} />
      </div>
      {error ? <ErrorCard error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonBlock height={560} /> : null}
      {data && !error ? (
        <div aria-busy={isPlaceholderData}>
          <Panel title={data.subject}>
            {form === 'text' ? (
              <pre className={classes['text'] ?? ''}>{data.text}</pre>
            ) : (
              <MailFrame html={data.html} width={form} title={data.subject} />
            )}
          </Panel>
        </div>
      ) : null}
    </Page>
  );
}

function FormChoice({ form, onChange }: { readonly form: Form; readonly onChange: (form: Form) => void }) {
  const { t } = useTranslation('system');
  const id = useId();
  const labels = {
    phone: t('mailPreview.phone'),
    desktop: t('mailPreview.desktop'),
    text: t('mailPreview.asText'),
  };
  return (
    <Stack gap={4}>
      <Text id={id} size="md" fw={500} component="span">
        {t('mailPreview.form')}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        size="md"
        value={form}
        onChange={(value) => onChange(FORMS.find((known) => known === value) ?? form)}
        data={FORMS.map((value) => ({ value, label: labels[value] }))}
      />
    </Stack>
  );
}

interface MailFrameProps {
  readonly html: string;
  readonly width: Width;
  readonly title: string;
}

/** The mail by itself: no scripts, no origin of its own, nothing to send. */
function MailFrame({ html, width, title }: MailFrameProps) {
  return (
    <div className={classes['stage']}>
      <iframe className={classes['frame']} sandbox="" srcDoc={html} title={title} style={{ width: WIDTHS[width] }} />
    </div>
  );
}
