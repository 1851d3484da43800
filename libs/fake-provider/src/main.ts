import { parseArgs } from 'node:util';
import { startFakeProvider } from './fake-provider.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, key: { type: 'string' } } });

const fake = await startFakeProvider({
  port: Number(values.port),
  rememberedRequests: 100,
  ...(values.key === undefined ? {} : { apiKey: values.key }),
});
process.stdout.write(`${JSON.stringify({ baseUrl: fake.baseUrl, baseUrls: fake.baseUrls, apiKey: fake.apiKey })}\n`);

const stop = (): void => void fake.close();
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
