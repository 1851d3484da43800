import { runDetail, stepRun } from './automation.fixtures';
import { durationMs, formatDuration, isOpen, mayRetry, withRunEvent } from './run-state';

const event = (name: string, body: unknown) => ({ event: name, data: body === null ? '' : JSON.stringify(body) });

describe('withRunEvent', () => {
  it('adds a step, and replaces it when it goes on', () => {
    const one = withRunEvent(runDetail(), event('step', stepRun('s1')));
    const two = withRunEvent(one, event('step', stepRun('s2')));
    const three = withRunEvent(two, event('step', stepRun('s1', { status: 'succeeded', cost: '0.01' })));
    expect(three.steps.map(({ id, status }) => [id, status])).toEqual([
      ['s1', 'succeeded'],
      ['s2', 'running'],
    ]);
  });

  it('says nothing new when a stream that began anew repeats itself', () => {
    const run = runDetail({ steps: [stepRun('s1')] });
    expect(withRunEvent(run, event('step', stepRun('s1')))).toEqual(run);
  });

  it('takes over state and cost, and keeps the steps', () => {
    const { steps: _, inputs: __, definition: ___, ...summary } = runDetail({ status: 'succeeded', cost: '0.05' });
    const next = withRunEvent(runDetail({ steps: [stepRun('s1')] }), event('done', summary));
    expect(next).toMatchObject({ status: 'succeeded', cost: '0.05' });
    expect(next.steps).toHaveLength(1);
  });

  it.each([
    ['done', null],
    ['done', { reason: 'x' }],
    ['run', { id: 'another', status: 'failed' }],
    ['future', { id: 'run-1', status: 'failed' }],
  ])('leaves the run as it is after %s %j', (name, body) => {
    const run = runDetail();
    expect(withRunEvent(run, event(name, body))).toBe(run);
  });
});

it('knows what is still open, and what can be taken up again', () => {
  expect(isOpen('queued')).toBe(true);
  expect(isOpen('stopped')).toBe(false);
  expect(mayRetry(runDetail({ status: 'failed' }))).toBe(true);
  expect(mayRetry(runDetail({ status: 'succeeded' }))).toBe(false);
});

it('counts from the beginning to the end, or until now', () => {
  const startedAt = '2026-11-22T10:00:00.000Z';
  const now = Date.parse('2026-11-22T10:00:05.000Z');
  expect(durationMs({ startedAt: null, finishedAt: null }, now)).toBeNull();
  expect(durationMs({ startedAt, finishedAt: null }, now)).toBe(5_000);
  expect(durationMs({ startedAt, finishedAt: '2026-11-22T10:00:02.000Z' }, now)).toBe(2_000);
  // The reader's clock may be slow.
  expect(durationMs({ startedAt, finishedAt: null }, now - 60_000)).toBe(0);
});

it.each([
  [0, '0.0 s'],
  [420, '0.4 s'],
  [9_960, '10 s'],
  [59_700, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_725_000, '1 h 02 min'],
])('writes %i ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
