import { useTranslation } from 'react-i18next';
import { Sources } from '@/components/sources/sources';
import { CopyIconButton } from '@/components/ui/copy-icon-button';
import { readableValue } from '../../logic/values';
import editor from '../automation.module.css';
import classes from './runs.module.css';

interface ValueBlockProps {
  readonly label: string;
  readonly value: string;
}

/** What a step was given or gave: text as it is, JSON indented, sources as links. */
export function ValueBlock({ label, value }: ValueBlockProps) {
  const { t } = useTranslation('automation');
  const { kind, text, sources } = readableValue(value);
  return (
    <div>
      <div className={classes['label']}>
        {label}
        <CopyIconButton label={t('run.copy', { what: label })} text={() => value} />
      </div>
      {text === '' ? null : (
        // Focusable, so that the keyboard can scroll it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={editor['code']} data-kind={kind} tabIndex={0} dir="auto">
          {text}
        </pre>
      )}
      <Sources sources={sources} />
    </div>
  );
}
