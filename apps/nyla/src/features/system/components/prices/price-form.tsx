import { Alert, Button, Checkbox, Group, NativeSelect, Radio, Stack, Switch, Text, TextInput } from '@mantine/core';
import type { PriceVersionDto } from '@nyla/contracts';
import { CONNECTOR_TYPES, MODEL_ID_MAX_LENGTH, PRICE_SOURCE_MAX_LENGTH } from '@nyla/contracts/constants';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorCard } from '@/components/ui/error-card';
import { hasCode } from '@/lib/api/api-error';
import { emptyDraft, type PriceDraft } from '../../logic/price-draft';
import { TOKEN_KINDS } from '../../logic/price-figures';
import { modelKeyText } from '../../logic/search';
import { MomentField } from '../moment-field';
import classes from '../system.module.css';
import { FactsFields } from './facts-fields';
import { FigureInput } from './figure-input';
import { MultiplierFields } from './multiplier-fields';
import { usePriceForm } from './use-price-form';

const CHARGING = ['tokens', 'metered', 'credits'] as const;

interface PriceFormProps {
  /** The price in force; undefined for a new model. */
  readonly before: PriceVersionDto | undefined;
  readonly start: PriceDraft;
}

/** All of a price. What looks like a typing error is shown where it stands, and added only when it is confirmed. */
export function PriceForm({ before, start }: PriceFormProps) {
  const { t } = useTranslation(['system', 'common']);
  const navigate = useNavigate();
  const form = usePriceForm(before, start);
  const [accepted, setAccepted] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const { draft, change, textsOf, warnings, error } = form;
  const isUnusual = warnings.length > 0;
  const model = textsOf('model');
  const source = textsOf('source');
  const validFrom = textsOf('validFrom');
  useEffect(() => {
    if (error) firstInvalid(element.current)?.focus();
  }, [error]);
  const edit = (changes: Partial<PriceDraft>) => {
    setAccepted(false);
    change(changes);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isSent = form.submit(isUnusual && accepted, (price) => {
      void navigate({ to: '/admin/prices', search: { open: modelKeyText(price) } });
    });
    // To the first field that has to be mended.
    if (!isSent) requestAnimationFrame(() => firstInvalid(element.current)?.focus());
  };

  return (
    <form ref={element} onSubmit={submit} noValidate>
      {before ? null : (
        <FormSection title={t('form.model')}>
          <div className={classes['fields']}>
            <NativeSelect
              size="md"
              label={t('form.provider')}
              value={draft.connectorType}
              error={textsOf('connectorType').error}
              data={CONNECTOR_TYPES.map((value) => ({ value, label: t(`common:connector.${value}`) }))}
              onChange={(event) => {
                const chosen = CONNECTOR_TYPES.find((known) => known === event.currentTarget.value);
                const { connectorType, charging, facts } = emptyDraft(chosen);
                edit({ connectorType, charging, facts: facts && (draft.facts ?? facts) });
              }}
            />
            <TextInput
              size="md"
              label={t('form.modelId')}
              required
              maxLength={MODEL_ID_MAX_LENGTH}
              autoCapitalize="off"
              spellCheck={false}
              value={draft.model}
              error={model.error}
              onChange={(event) => edit({ model: event.currentTarget.value })}
            />
          </div>
        </FormSection>
      )}
      <FormSection title={t('form.prices')} hint={t('form.pricesHint')}>
        <Radio.Group
          label={t('form.charging')}
          value={draft.charging}
          onChange={(value) => edit({ charging: CHARGING.find((known) => known === value) ?? 'tokens' })}
        >
          <Group gap="lg" mt={8}>
            {CHARGING.map((charging) => (
              <Radio key={charging} value={charging} label={t(`charging.${charging}`)} />
            ))}
          </Group>
        </Radio.Group>
        {draft.charging === 'tokens' ? (
          <Text size="sm" fw={500} aria-hidden>
            {t('figures.base')}
          </Text>
        ) : null}
        {draft.charging === 'tokens' ? (
          <div className={classes['fields']} role="group" aria-label={t('figures.base')}>
            {TOKEN_KINDS.map((kind) => (
              <FigureInput
                key={kind}
                label={t(`kind.${kind}`)}
                required={kind === 'input' || kind === 'output'}
                value={draft.base[kind]}
                before={before?.base?.[kind]}
                texts={textsOf(`base.${kind}`)}
                onChange={(value) => edit({ base: { ...draft.base, [kind]: value } })}
              />
            ))}
          </div>
        ) : null}
        {draft.charging === 'tokens' ? (
          <>
            <Switch
              label={t('form.longPrompt')}
              description={t('form.longPromptHint')}
              checked={draft.hasLongPrompt}
              onChange={(event) => edit({ hasLongPrompt: event.currentTarget.checked })}
            />
            {draft.hasLongPrompt ? (
              <div className={classes['fields']} role="group" aria-label={t('figures.longPrompt')}>
                <FigureInput
                  unit="Tokens"
                  label={t('kind.aboveInputTokens')}
                  required
                  value={draft.aboveInputTokens}
                  before={before?.longPrompt ? String(before.longPrompt.aboveInputTokens) : undefined}
                  texts={textsOf('longPrompt.aboveInputTokens')}
                  onChange={(aboveInputTokens) => edit({ aboveInputTokens })}
                />
                {TOKEN_KINDS.map((kind) => (
                  <FigureInput
                    key={kind}
                    label={t(`kind.${kind}`)}
                    required={kind === 'input' || kind === 'output'}
                    value={draft.longPrompt[kind]}
                    before={before?.longPrompt?.[kind]}
                    texts={textsOf(`longPrompt.${kind}`)}
                    onChange={(value) => edit({ longPrompt: { ...draft.longPrompt, [kind]: value } })}
                  />
                ))}
              </div>
            ) : null}
          </>
        ) : null}
        <div className={classes['fields']} role="group" aria-label={t('figures.fees')}>
          {draft.charging === 'metered' ? (
            <>
              <FigureInput
                label={t('feeKind.likelyUsd')}
                required
                value={draft.likelyUsd}
                before={before?.metered?.likelyUsd}
                texts={textsOf('metered.likelyUsd')}
                onChange={(likelyUsd) => edit({ likelyUsd })}
              />
              <FigureInput
                label={t('feeKind.maximumUsd')}
                required
                value={draft.maximumUsd}
                before={before?.metered?.maximumUsd}
                texts={textsOf('metered.maximumUsd')}
                onChange={(maximumUsd) => edit({ maximumUsd })}
              />
            </>
          ) : null}
          {draft.charging === 'credits' ? (
            <FigureInput
              label={t('feeKind.searchCreditUsd')}
              required
              value={draft.searchCreditUsd}
              before={before?.searchCreditUsd}
              texts={textsOf('searchCreditUsd')}
              onChange={(searchCreditUsd) => edit({ searchCreditUsd })}
            />
          ) : (
            <FigureInput
              label={t('feeKind.searchRequestUsd')}
              value={draft.searchRequestUsd}
              before={before?.searchRequestUsd}
              texts={textsOf('searchRequestUsd')}
              onChange={(searchRequestUsd) => edit({ searchRequestUsd })}
            />
          )}
        </div>
        {draft.charging === 'tokens' ? (
          <MultiplierFields
            multipliers={draft.multipliers}
            before={before?.multipliers}
            textsOf={textsOf}
            onChange={(multipliers) => edit({ multipliers })}
          />
        ) : null}
        {(['base', 'longPrompt', 'metered', 'multipliers', 'facts'] as const).map((path) => {
          const { error: fault } = textsOf(path);
          return fault ? (
            <Text key={path} size="sm" c="var(--mantine-color-error)" role="alert">
              {t(`figures.${path}`)}: {fault}
            </Text>
          ) : null;
        })}
      </FormSection>
      {draft.facts ? (
        <FormSection title={t('form.facts')} hint={t('form.factsHint')}>
          <FactsFields facts={draft.facts} textsOf={textsOf} onChange={(facts) => edit({ facts })} />
        </FormSection>
      ) : null}
      <FormSection title={t('form.validity')}>
        <Radio.Group
          label={t('form.starts')}
          value={draft.starts}
          onChange={(value) => edit({ starts: value === 'later' ? 'later' : 'now' })}
        >
          <Group gap="lg" mt={8}>
            <Radio value="now" label={t('form.now')} />
            <Radio value="later" label={t('form.later')} />
          </Group>
        </Radio.Group>
        {draft.starts === 'later' ? (
          <MomentField value={draft.validFrom} error={validFrom.error} onChange={(next) => edit({ validFrom: next })} />
        ) : null}
        <TextInput
          size="md"
          label={t('form.source')}
          description={t('form.sourceHint')}
          required
          maxLength={PRICE_SOURCE_MAX_LENGTH}
          value={draft.source}
          error={source.error}
          onChange={(event) => edit({ source: event.currentTarget.value })}
        />
        <Checkbox
          label={t('form.confirmed')}
          checked={draft.confirmed}
          onChange={(event) => edit({ confirmed: event.currentTarget.checked })}
        />
      </FormSection>
      <Stack>
        {isUnusual ? (
          <Alert
            color="orange"
            variant="light"
            className={classes['notice'] ?? ''}
            role="alert"
            icon={<IconAlertTriangle aria-hidden />}
            title={<span className={classes['warning']}>{t('form.unusualTitle', { count: warnings.length })}</span>}
          >
            <Text size="sm" mb="sm" c="var(--mantine-color-text)">
              {t('form.unusualText')}
            </Text>
            <Checkbox
              label={t('form.accept')}
              checked={accepted}
              onChange={(event) => setAccepted(event.currentTarget.checked)}
            />
          </Alert>
        ) : null}
        {error && !isUnusual ? (
          <>
            <ErrorCard error={error} />
            {hasCode(error, 'common.conflict') ? <Text size="sm">{t('form.conflict')}</Text> : null}
          </>
        ) : null}
        <Group>
          <Button type="submit" size="md" loading={form.isPending} disabled={isUnusual && !accepted}>
            {t(isUnusual ? 'form.addUnusual' : 'form.add')}
          </Button>
          <Button
            size="md"
            variant="default"
            renderRoot={(props) => <Link to="/admin/prices" search={{}} {...props} />}
          >
            {t('common:action.cancel')}
          </Button>
          {form.isChanged ? (
            <Button size="md" variant="subtle" onClick={form.reset}>
              {t('form.reset')}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

function firstInvalid(form: HTMLElement | null): HTMLElement | null | undefined {
  return form?.querySelector<HTMLElement>('[aria-invalid="true"]');
}

function FormSection(props: { readonly title: string; readonly hint?: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes['section']} aria-labelledby={id}>
      <div>
        <Text component="h2" fw={600} id={id}>
          {props.title}
        </Text>
        {props.hint ? (
          <Text size="sm" c="dimmed" mt={4}>
            {props.hint}
          </Text>
        ) : null}
      </div>
      {props.children}
    </section>
  );
}
