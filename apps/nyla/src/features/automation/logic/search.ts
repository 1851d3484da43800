export const EDITOR_TABS = ['general', 'steps', 'models', 'schedule', 'runs'] as const;

import { UUID } from '@/lib/uuid';
export type EditorTab = (typeof EDITOR_TABS)[number];

/** URL parameters of the editor. A value at its default is left out of the URL. */
export interface EditorSearch {
  readonly tab?: EditorTab;
  /** The step that is open. */
  readonly step?: string;
  /** The run that is open. */
  readonly run?: string;
  /** A test run is about to be started, as after the first save that was made for it. */
  readonly test?: true;
}

/** URL parameters of a new automation. */
export interface NewSearch extends EditorSearch {
  readonly template?: string;
}

type Input = Readonly<Record<string, unknown>>;

const NAME = /^[\w-]{1,40}$/;

/** Reads the editor's URL; whatever is not understood falls back to the default. */
export function parseEditorSearch(input: Input): EditorSearch {
  const tab = EDITOR_TABS.find((known) => known === input['tab'] && known !== 'general');
  const { step, run, test } = input;
  return {
    ...(tab ? { tab } : {}),
    ...(typeof step === 'string' && NAME.test(step) ? { step } : {}),
    ...(typeof run === 'string' && UUID.test(run) ? { run: run.toLowerCase() } : {}),
    ...(test === true ? { test } : {}),
  };
}

export function parseNewSearch(input: Input): NewSearch {
  const { template } = input;
  return {
    ...parseEditorSearch(input),
    ...(typeof template === 'string' && NAME.test(template) ? { template } : {}),
  };
}
