import type { CallFiguresDto, ConnectorHealthDto } from '@nyla/contracts';

export type ProviderState = 'off' | 'quiet' | 'good' | 'troubled' | 'down';

/** Above this share of failed calls within the hour a provider is in trouble, and above the other it is as good as away. */
const TROUBLED_SHARE = 0.05;
const DOWN_SHARE = 0.5;

/** How a provider is, judged by the last hour; `quiet` where nobody called it. */
export function providerState({
  configured,
  figures,
}: Pick<ConnectorHealthDto, 'configured' | 'figures'>): ProviderState {
  if (!configured) return 'off';
  const hour = figures.find(({ span }) => span === 'hour');
  if (!hour || hour.calls === 0) return 'quiet';
  const share = hour.failures / hour.calls;
  if (share > DOWN_SHARE) return 'down';
  return share > TROUBLED_SHARE ? 'troubled' : 'good';
}

/** Failed calls of all calls, in per cent. */
export function errorRate({ calls, failures }: Pick<CallFiguresDto, 'calls' | 'failures'>): string {
  if (calls === 0) return '–';
  const percent = (failures / calls) * 100;
  return `${percent === 0 || percent >= 10 ? percent.toFixed(0) : percent.toFixed(1)} %`;
}
