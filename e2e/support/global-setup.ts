import { createServer } from 'node:net';
import type { FullConfig } from '@playwright/test';
import { GatewayProcess } from './gateway-process.js';
import { publishHouses } from './houses.js';

/**
 * Starts one gateway for each worker, so that a test may change roles and credit without disturbing another one.
 * Answers with how to end them, which fails the run when one of them does not end in good order.
 */
export default async function globalSetup({ workers }: FullConfig): Promise<() => Promise<void>> {
  const ports = await Promise.all(Array.from({ length: workers }, freePort));
  const started = await Promise.allSettled(ports.map((port) => GatewayProcess.start(port)));
  const gateways = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const end = () => endAll(gateways);
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await end();
    throw failed.reason;
  }
  publishHouses(gateways.map(({ baseUrl, dataDir }, index) => ({ baseUrl, dataDir, providerPort: ports[index] ?? 0 })));
  return end;
}

async function endAll(gateways: readonly GatewayProcess[]): Promise<void> {
  const ended = await Promise.allSettled(gateways.map((gateway) => gateway.end()));
  const failures = ended.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(({ message }) => message).join('\n'));
}

/** A port that nobody listens on. The worker's provider takes it later. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
