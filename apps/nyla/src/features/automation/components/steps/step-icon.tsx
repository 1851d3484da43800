import type { StepKind } from '@nyla/contracts/constants';
import {
  IconArrowsSplit2,
  IconMailForward,
  IconMessage2Code,
  IconRepeat,
  IconSearch,
  IconWorldUpload,
} from '@tabler/icons-react';

const ICONS = {
  prompt: IconMessage2Code,
  web_search: IconSearch,
  condition: IconArrowsSplit2,
  for_each: IconRepeat,
  http_request: IconWorldUpload,
  send_mail: IconMailForward,
} as const satisfies Record<StepKind, unknown>;

export function StepIcon({ kind, size = 20 }: { readonly kind: StepKind; readonly size?: number }) {
  const Icon = ICONS[kind];
  return <Icon size={size} stroke={1.6} aria-hidden />;
}
