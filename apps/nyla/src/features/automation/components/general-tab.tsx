import { ActionIcon, Button, Checkbox, NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import type { VariableDto } from '@nyla/contracts';
import {
  AUTOMATION_VARIABLES_MAX,
  DESCRIPTION_MAX_LENGTH,
  NAME_MAX_LENGTH,
  VARIABLE_TYPES,
} from '@nyla/contracts/constants';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEditorContext } from '../hooks/use-editor';
import { useIssueText } from '../hooks/use-issue-text';
import { IDENTIFIER } from '../logic/issues';
import { renameVariable } from '../logic/steps';
import { nameOfLabel } from '../logic/variables';
import classes from './automation.module.css';
import { Section } from './section';
import { VariableInput } from './variable-input';

/** Name, description, and what a run is given. */
export function GeneralTab() {
  const { t } = useTranslation('automation');
  const { draft, change } = useEditorContext();
  const issue = useIssueText();
  return (
    <>
      <Section title={t('general.about')}>
        <TextInput
          size="md"
          maw={520}
          label={t('general.name')}
          required
          maxLength={NAME_MAX_LENGTH}
          value={draft.name}
          error={issue('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Textarea
          size="md"
          maw={520}
          label={t('general.description')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={DESCRIPTION_MAX_LENGTH}
          value={draft.description}
          error={issue('description')}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
      </Section>
      <Section title={t('general.variables')} hint={t('general.variablesHint', { open: '{{', close: '}}' })}>
        <Variables />
      </Section>
    </>
  );
}

function Variables() {
  const { t } = useTranslation('automation');
  const { draft, define } = useEditorContext();
  const { variables } = draft.definition;
  const replace = (index: number, variable: VariableDto) =>
    define((definition) => ({ ...definition, variables: definition.variables.with(index, variable) }));
  const rename = (index: number, variable: VariableDto, name: string) =>
    define((definition) => ({
      ...definition,
      variables: definition.variables.with(index, { ...variable, name }),
      // References follow from one name to another, never into nothing.
      steps:
        variable.name === '' || !IDENTIFIER.test(name)
          ? definition.steps
          : renameVariable(definition.steps, variable.name, name),
    }));
  const add = () =>
    define((definition) => ({
      ...definition,
      variables: [...definition.variables, { name: '', label: '', type: 'text', required: true, defaultValue: null }],
    }));
  const remove = (index: number) =>
    define((definition) => ({ ...definition, variables: definition.variables.toSpliced(index, 1) }));
  return (
    <div>
      {variables.length === 0 ? <Text c="dimmed">{t('general.noVariables')}</Text> : null}
      {variables.map((variable, index) => (
        <VariableRow
          // Its place: the name is being typed.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          path={`definition.variables.${index}`}
          number={index + 1}
          variable={variable}
          taken={variables.map(({ name }) => name)}
          onChange={(next) => replace(index, next)}
          onRename={(next, name) => rename(index, next, name)}
          onRemove={() => remove(index)}
        />
      ))}
      <Button
        mt="sm"
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={variables.length >= AUTOMATION_VARIABLES_MAX}
        onClick={add}
      >
        {t('general.addVariable')}
      </Button>
    </div>
  );
}

interface VariableRowProps {
  readonly path: string;
  readonly number: number;
  readonly variable: VariableDto;
  readonly taken: readonly string[];
  readonly onChange: (variable: VariableDto) => void;
  /** Another name also changes whatever refers to it. */
  readonly onRename: (variable: VariableDto, name: string) => void;
  readonly onRemove: () => void;
}

function VariableRow({ path, number, variable, taken, onChange, onRename, onRemove }: VariableRowProps) {
  const { t } = useTranslation('automation');
  const issue = useIssueText();
  // Taken over when it is left: references follow a finished name, not every letter of it.
  const [typed, setTyped] = useState<string | null>(null);
  const title = variable.label || t('general.variable', { number });
  return (
    <div className={classes['variable']} role="group" aria-label={title}>
      <TextInput
        label={t('general.variableLabel')}
        maxLength={NAME_MAX_LENGTH}
        value={variable.label}
        error={issue(`${path}.label`)}
        onChange={(event) => onChange({ ...variable, label: event.currentTarget.value })}
        onBlur={() => {
          if (variable.name === '' && variable.label.trim() !== '')
            onRename(variable, nameOfLabel(variable.label, taken));
        }}
      />
      <TextInput
        label={t('general.variableName')}
        className={classes['mono'] ?? ''}
        maxLength={40}
        autoCapitalize="off"
        spellCheck={false}
        value={typed ?? variable.name}
        error={issue(`${path}.name`)}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => {
          if (typed !== null && typed.trim() !== variable.name) onRename(variable, typed.trim());
          setTyped(null);
        }}
      />
      <NativeSelect
        label={t('general.variableType')}
        value={variable.type}
        data={VARIABLE_TYPES.map((value) => ({ value, label: t(`variableType.${value}`) }))}
        onChange={(event) => {
          const type = VARIABLE_TYPES.find((known) => known === event.currentTarget.value) ?? 'text';
          onChange({ ...variable, type, defaultValue: null });
        }}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        size={36}
        mt={25}
        aria-label={t('general.removeVariable', { name: title })}
        onClick={onRemove}
      >
        <IconTrash size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
      <div className={classes['wide']}>
        <VariableInput
          variable={variable}
          label={t('general.defaultValue')}
          value={variable.defaultValue ?? ''}
          error={issue(`${path}.defaultValue`)}
          onChange={(value) => onChange({ ...variable, defaultValue: value === '' ? null : value })}
        />
      </div>
      <Checkbox
        className={classes['wide'] ?? ''}
        label={t('general.required')}
        description={t('general.requiredHint')}
        checked={variable.required}
        onChange={(event) => onChange({ ...variable, required: event.currentTarget.checked })}
      />
    </div>
  );
}
