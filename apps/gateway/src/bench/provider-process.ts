import { startFakeProvider } from '@nyla/fake-provider';

const fake = await startFakeProvider({ apiKey: null, rememberedRequests: 1 });
process.stdout.write(`provider: ${fake.baseUrl}\n`);
process.once('SIGTERM', () => void fake.close().then(() => process.exit(0)));
