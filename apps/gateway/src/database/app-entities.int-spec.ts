import { createTestApp, type TestApp } from '../../test/support/test-app.js';
import { AppDatabase } from './app-database.js';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});

afterAll(() => app.close());

it('describes the tables as the migrations made them, constraint names included', async () => {
  const { upQueries } = await app.get(AppDatabase).dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});
