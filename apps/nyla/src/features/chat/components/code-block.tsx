import { isValidElement, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIconButton } from '@/components/ui/copy-icon-button';
import classes from './markdown.module.css';

/** A block of code with its language and a copy button. `children` is the `code` element of the markdown. */
export function CodeBlock({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('chat');
  const pre = useRef<HTMLPreElement>(null);
  const language = languageOf(children);
  return (
    <div className={classes['code']}>
      <div className={classes['codeHead']}>
        <span>{language ?? t('code.label')}</span>
        <CopyIconButton label={t('code.copy')} text={() => pre.current?.textContent ?? ''} />
      </div>
      {/* Focusable, so that the keyboard can scroll long lines. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre ref={pre} tabIndex={0}>
        {children}
      </pre>
    </div>
  );
}

function languageOf(code: ReactNode): string | null {
  if (!isValidElement<{ className?: string }>(code)) return null;
  return /language-([\w+#-]+)/.exec(code.props.className ?? '')?.[1] ?? null;
}
