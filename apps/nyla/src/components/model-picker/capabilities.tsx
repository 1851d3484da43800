import type { ModelCapability } from '@nyla/contracts';
import {
  IconBraces,
  IconBulb,
  IconDatabase,
  IconFileTypePdf,
  IconMessage,
  IconPhoto,
  IconSearch,
  IconTool,
  IconWorldSearch,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './model-picker.module.css';

const ICONS = {
  chat: IconMessage,
  vision: IconPhoto,
  pdf: IconFileTypePdf,
  tools: IconTool,
  structured_output: IconBraces,
  reasoning: IconBulb,
  prompt_caching: IconDatabase,
  web_search: IconWorldSearch,
  search: IconSearch,
} as const satisfies Record<ModelCapability, unknown>;

/** What tells models apart. Text, cache and structured output are common to nearly all. */
const TELLING = ['vision', 'pdf', 'tools', 'reasoning', 'web_search'] as const satisfies readonly ModelCapability[];

interface CapabilitiesProps {
  readonly capabilities: readonly ModelCapability[];
  /** Only those by which models differ, on one line. */
  readonly brief?: boolean;
}

/** What a model can do, as chips with a sign and a word. */
export function Capabilities({ capabilities, brief = false }: CapabilitiesProps) {
  const { t } = useTranslation('models');
  const shown = brief ? TELLING.filter((name) => capabilities.includes(name)) : capabilities;
  return (
    <ul className={classes['capabilities']} data-brief={brief || undefined}>
      {shown.map((name) => {
        const Icon = ICONS[name];
        return (
          <li key={name} className={classes['capability']}>
            <Icon size={13} stroke={1.7} aria-hidden />
            {t(`picker.capability.${name}`)}
          </li>
        );
      })}
    </ul>
  );
}
