import { Button, Textarea, TextInput } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem } from '@/components/ui/menu';
import { useEditorContext } from '../../hooks/use-editor';
import { useIssueText } from '../../hooks/use-issue-text';
import { type PathOption, pathsAt } from '../../logic/paths';
import editor from '../automation.module.css';
import classes from './steps.module.css';

interface TemplateFieldProps {
  readonly label: string;
  readonly description?: string;
  /** Its name on the wire, for errors. */
  readonly field: string;
  readonly stepId: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly required?: boolean;
  readonly maxLength: number;
  /** One line, as addresses are. */
  readonly single?: boolean;
  /** `list`: the whole value is the path of a list, without braces. */
  readonly holds?: 'template' | 'list';
  readonly mono?: boolean;
}

/** A text that is filled in at run time, with a menu of everything that exists at this place. */
export function TemplateField(props: TemplateFieldProps) {
  const { label, description, field, stepId, value, onChange, required = false, maxLength } = props;
  const { t } = useTranslation('automation');
  const { draft } = useEditorContext();
  const issue = useIssueText();
  const id = useId();
  const input = useRef<HTMLTextAreaElement | HTMLInputElement | null>(null);
  const isList = props.holds === 'list';
  const all = pathsAt(draft.definition, stepId);
  const options = isList ? all.filter((option) => option.isList) : all;

  const insert = ({ path }: PathOption) => {
    const element = input.current;
    if (isList) {
      onChange(path);
      return;
    }
    const text = `{{${path}}}`;
    const start = element?.selectionStart ?? value.length;
    const end = element?.selectionEnd ?? start;
    onChange(value.slice(0, start) + text + value.slice(end));
    // The menu gives the focus back to its button first.
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(start + text.length, start + text.length);
    });
  };

  const common = {
    id,
    label,
    description,
    required,
    maxLength,
    value,
    error: issue(field),
    spellCheck: !props.mono,
    className: props.mono || props.single ? (editor['mono'] ?? '') : '',
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.currentTarget.value),
  };
  return (
    <div className={classes['field']}>
      {props.single ? (
        <TextInput
          {...common}
          ref={(element) => {
            input.current = element;
          }}
        />
      ) : (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={18}
          ref={(element) => {
            input.current = element;
          }}
        />
      )}
      <div className={classes['insert']}>
        <Menu
          wide
          renderTrigger={(trigger) => (
            <Button
              {...trigger}
              size="compact-xs"
              variant="subtle"
              color="gray"
              c="var(--nyla-accent-text)"
              leftSection={<IconBraces size={14} aria-hidden />}
              disabled={options.length === 0}
              aria-label={t(isList ? 'insert.chooseFor' : 'insert.into', { field: label })}
            >
              {t(isList ? 'insert.choose' : 'insert.button')}
            </Button>
          )}
        >
          {options.map((option) => (
            <MenuItem key={option.path} onSelect={() => insert(option)}>
              <span>
                {option.from === 'item' ? t('insert.item') : option.name}
                <span className={classes['path']}>{option.path}</span>
              </span>
            </MenuItem>
          ))}
        </Menu>
      </div>
    </div>
  );
}
