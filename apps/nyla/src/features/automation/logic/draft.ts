import type {
  AutomationDefinitionDto,
  AutomationDetailDto,
  AutomationTemplateDto,
  SaveAutomationDto,
  ScheduleDto,
} from '@nyla/contracts';
import { AUTO_PREFIX } from '@nyla/contracts/constants';
import { formatMoney } from '@/lib/money';
import { readAmount } from '@/lib/typed-amount';

/** An automation as it is being edited. */
export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly definition: AutomationDefinitionDto;
  readonly schedule: ScheduleDto | null;
  /** As typed; empty for no limit. */
  readonly runLimit: string;
  readonly monthLimit: string;
}

export const EMPTY_DRAFT: Draft = {
  name: '',
  description: '',
  definition: { variables: [], steps: [], models: [`${AUTO_PREFIX}balanced`], allowedHosts: [] },
  schedule: null,
  runLimit: '',
  monthLimit: '',
};

export function draftOf(automation: AutomationDetailDto): Draft {
  const { name, description, definition, schedule, runLimit, monthLimit } = automation;
  return {
    name,
    description,
    definition,
    schedule,
    runLimit: typedAmount(runLimit),
    monthLimit: typedAmount(monthLimit),
  };
}

export function draftOfTemplate({ name, description, definition, schedule }: AutomationTemplateDto): Draft {
  return { ...EMPTY_DRAFT, name, description, definition, schedule };
}

/** What is sent to save it. Amounts that cannot be read are sent as typed, so that the server says what is wrong. */
export function saveBody(draft: Draft, basedOnVersion: number | null): SaveAutomationDto {
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    definition: draft.definition,
    schedule: draft.schedule,
    runLimit: wireAmount(draft.runLimit),
    monthLimit: wireAmount(draft.monthLimit),
    ...(basedOnVersion === null ? {} : { basedOnVersion }),
  };
}

/** An amount of the wire as its field shows it. */
function typedAmount(amount: string | null): string {
  return amount === null ? '' : formatMoney(amount, { currency: false, precision: 'full' });
}

function wireAmount(text: string): string | null {
  const amount = readAmount(text);
  return amount === undefined ? text : amount;
}

export function isSameDraft(a: Draft, b: Draft): boolean {
  return a === b || JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

/** Amounts are the same however they are written. */
function comparable(draft: Draft): unknown {
  return [
    draft.name,
    draft.description,
    draft.definition,
    draft.schedule,
    wireAmount(draft.runLimit),
    wireAmount(draft.monthLimit),
  ];
}
