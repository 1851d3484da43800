import type { StatisticsRowDto } from '@nyla/contracts';
import { usageByDay } from './usage';

it('has every day, with or without use, and each provider once', () => {
  const row = (day: string, connectorType: string, amount: string) =>
    ({ day, connectorType, amount }) as StatisticsRowDto;
  const days = usageByDay({
    from: '2026-02-27',
    to: '2026-03-01',
    rows: [row('2026-02-27', 'openai', '1.5'), row('2026-02-27', 'tavily', '0.5'), row('2026-03-01', 'openai', '2')],
  });
  expect(days.map(({ key, total }) => [key, total])).toEqual([
    ['2026-02-27', 2_000_000_000n],
    ['2026-02-28', 0n],
    ['2026-03-01', 2_000_000_000n],
  ]);
  expect([...(days[0]?.values ?? [])]).toEqual([
    ['openai', 1_500_000_000n],
    ['tavily', 500_000_000n],
  ]);
});
