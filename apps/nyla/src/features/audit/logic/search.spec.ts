import { filterOf, parseAuditSearch } from './search';

it('reads what it understands, and no more', () => {
  const entry = '01935c5e-0000-7000-8000-00000000000F';
  expect(
    parseAuditSearch({
      from: '2026-11-01',
      to: '2026-11-30',
      subject: 'price',
      q: 2026,
      entry,
      userId: 'x',
      actorKind: 'y',
    }),
  ).toEqual({ from: '2026-11-01', to: '2026-11-30', subject: 'price', q: '2026', entry: entry.toLowerCase() });
  expect(parseAuditSearch({ from: '2026-11-30', to: '2026-11-01', q: '\u0000', subject: 'cake' })).toEqual({
    from: '2026-11-30',
  });
});

it('does not filter by the open line', () => {
  expect(filterOf({ entry: 'x', q: 'y' })).toEqual({ q: 'y' });
});
