import 'reflect-metadata';
import { once } from 'node:events';
import { LedgerBench } from './ledger-bench.js';
import type { Order, Setup } from './second-gateway.js';
import { startServices } from './stage.js';

const [{ urls, folder, secret, on }] = (await once(process, 'message')) as [Setup];
const gateway = await startServices(urls, folder, secret);
const bench = await LedgerBench.open(gateway, on);
process.on('message', ({ callers, spread, durationMs }: Order) => {
  void bench.run(callers, spread, durationMs).then((figure) => process.send?.(figure));
});
process.once('disconnect', () => void gateway.close().then(() => process.exit(0)));
process.send?.('ready');
