import type { RunDetailDto, RunDto, RunStatus, StepRunDto } from '@nyla/contracts';
import type { RunEventName } from '@nyla/contracts/constants';
import type { ServerEvent } from '@/lib/api/sse';
import { formatNumber } from '@/lib/money';

/** Whether a run will still change. */
export function isOpen(status: RunStatus): boolean {
  return status === 'queued' || status === 'running';
}

/** A step of the run failed, or nobody knows whether it did: the run can begin again there. */
export function mayRetry({ status }: RunDto): boolean {
  return status === 'failed' || status === 'stopped' || status === 'cancelled';
}

/**
 * What is known of a run after one more event. Events of a stream that began anew say what is known already, so each
 * only replaces what it names.
 */
export function withRunEvent(run: RunDetailDto, { event, data }: Pick<ServerEvent, 'event' | 'data'>): RunDetailDto {
  const body: unknown = data === '' ? null : JSON.parse(data);
  switch (event as RunEventName) {
    case 'run':
    case 'done':
      return isRun(body) && body.id === run.id ? { ...run, ...body } : run;
    case 'step':
      return { ...run, steps: withStep(run.steps, body as StepRunDto) };
    default:
      return run;
  }
}

function isRun(value: unknown): value is RunDto {
  return typeof value === 'object' && value !== null && 'id' in value && 'status' in value;
}

function withStep(steps: readonly StepRunDto[], step: StepRunDto): StepRunDto[] {
  const index = steps.findIndex(({ id }) => id === step.id);
  return index === -1 ? [...steps, step] : steps.with(index, step);
}

/** Milliseconds from its beginning to its end, or until now while it runs; null before it began. */
export function durationMs(
  { startedAt, finishedAt }: { readonly startedAt: string | null; readonly finishedAt: string | null },
  now: number,
): number | null {
  if (startedAt === null) return null;
  const end = finishedAt === null ? now : Date.parse(finishedAt);
  return Math.max(0, end - Date.parse(startedAt));
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `1 h 02 min` */
export function formatDuration(ms: number): string {
  if (ms < 9_950) return `${formatNumber((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
