import { changesOf } from './changes';

describe('changesOf', () => {
  it('leaves out what stayed, and takes apart what lies within', () => {
    const before = { input: '1', longPrompt: { input: '2', output: '3' }, name: 'x' };
    const after = { input: '1.5', longPrompt: { input: '2', output: '4' }, name: 'x' };
    expect(changesOf(before, after)).toEqual([
      { field: 'input', before: { kind: 'text', text: '1' }, after: { kind: 'text', text: '1.5' } },
      { field: 'longPrompt.output', before: { kind: 'text', text: '3' }, after: { kind: 'text', text: '4' } },
    ]);
  });

  it('shows everything of what is new or gone', () => {
    expect(changesOf(null, { name: 'a', note: null }).map(({ field }) => field)).toEqual(['name', 'note']);
    expect(changesOf({ name: 'a' }, null)).toMatchObject([{ field: 'name', after: { kind: 'none' } }]);
    expect(changesOf(null, null)).toEqual([]);
  });

  it('tells what came to a list and what went from it', () => {
    const changes = changesOf({ roles: ['user', 'admin'] }, { roles: ['user', 'leitung'] });
    expect(changes).toEqual([
      {
        field: 'roles',
        before: { kind: 'list', items: [item('admin')] },
        after: { kind: 'list', items: [item('leitung')] },
      },
    ]);
  });

  it.each([
    ['amount', '12.50', { kind: 'money', text: '12.50' }],
    ['lowBalanceThreshold', '5', { kind: 'money', text: '5' }],
    ['reference', '12.50', { kind: 'text', text: '12.50' }],
    ['credit', 'viel', { kind: 'text', text: 'viel' }],
    ['validFrom', '2026-12-01T00:00:00.000Z', { kind: 'instant', text: '2026-12-01T00:00:00.000Z' }],
    ['since', '2026-12-01', { kind: 'day', text: '2026-12-01' }],
    ['active', false, { kind: 'flag', on: false }],
    ['accounts', 3, { kind: 'text', text: '3' }],
    ['roles', [], { kind: 'none' }],
    ['roles', ['admin', 'user'], { kind: 'list', items: [item('admin'), item('user')] }],
    ['rules', [{ resource: 'ui.chat', effect: 'deny' }], { kind: 'list', items: [item('ui.chat', 'deny')] }],
  ])('writes %s %j as people read it', (name, value, shown) => {
    expect(changesOf(null, { [name]: value })).toMatchObject([{ after: shown }]);
  });
});

function item(text: string, effect: 'allow' | 'deny' | null = null) {
  return { text, effect };
}
