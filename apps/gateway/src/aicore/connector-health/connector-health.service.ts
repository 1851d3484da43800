import { Injectable } from '@nestjs/common';
import {
  type CallFiguresDto,
  type ConnectorFailureDto,
  type ConnectorHealthDto,
  type ConnectorType,
  HEALTH_SPANS,
  type HealthSpan,
} from '@nyla/contracts';
import { Clock } from '../../common/clock.js';
import type { Connector } from '../connector.contract.js';
import { ConnectorRegistry } from '../connector-registry.js';
import { ConnectorHealthRepository, type SpanRow, type StatusRow } from './connector-health.repository.js';
import { quantileOf } from './first-token-steps.js';

const SPAN_MS: Record<HealthSpan, number> = { hour: 60 * 60_000, day: 24 * 60 * 60_000 };
/** What a connector cannot be called without. */
const NEEDED_SETTINGS: Record<ConnectorType, readonly string[]> = {
  anthropic: ['ANTHROPIC_API_KEY'],
  openai: ['OPENAI_API_KEY'],
  perplexity: ['PERPLEXITY_API_KEY'],
  tavily: ['TAVILY_API_KEY'],
  local: ['LOCAL_BASE_URL'],
  demo: [],
};

/** How the providers are: whether they can be called, and how that went over all gateways. */
@Injectable()
export class ConnectorHealthService {
  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly repository: ConnectorHealthRepository,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<ConnectorHealthDto[]> {
    const now = this.clock.now().getTime();
    const statuses = new Map((await this.repository.listStatuses()).map((row) => [row.connectorType, row]));
    const sums = await Promise.all(
      HEALTH_SPANS.map(async (span) => {
        const rows = await this.repository.sumsSince(new Date(now - SPAN_MS[span]));
        return { span, rows: new Map(rows.map((row) => [row.connectorType, row])) };
      }),
    );
    return this.registry.list().map((connector) => ({
      ...describe(connector),
      ...lastSeen(statuses.get(connector.connectorType)),
      figures: sums.map(({ span, rows }) => figures(span, rows.get(connector.connectorType))),
    }));
  }
}

function describe(connector: Connector) {
  const { connectorType, displayName, simulated } = connector;
  const configured = connector.isConfigured();
  const missingSettings = configured ? [] : [...NEEDED_SETTINGS[connectorType]];
  return { connectorType, displayName, simulated, configured, missingSettings };
}

function lastSeen(row: StatusRow | undefined): {
  lastSuccessAt: string | null;
  lastFailure: ConnectorFailureDto | null;
} {
  const { lastSuccessAt, lastFailureAt, lastFailure } = row ?? {};
  return {
    lastSuccessAt: lastSuccessAt?.toISOString() ?? null,
    lastFailure: lastFailureAt && lastFailure ? { at: lastFailureAt.toISOString(), ...lastFailure } : null,
  };
}

function figures(span: HealthSpan, row: SpanRow | undefined): CallFiguresDto {
  const counts = row?.firstToken ?? [];
  return {
    span,
    calls: Number(row?.calls ?? 0),
    failures: Number(row?.failures ?? 0),
    firstTokenMedianMs: quantileOf(counts, 0.5),
    firstTokenP95Ms: quantileOf(counts, 0.95),
  };
}
