export {
  type FakeBaseUrls,
  type FakeProvider,
  type FakeProviderOptions,
  type FakeRequest,
  startFakeProvider,
} from './fake-provider.js';
export type { FakeScript } from './script.js';
