import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AppDatabase } from './app-database.js';
import { BillingDatabase } from './billing-database.js';
import { createAppDataSource, createBillingDataSource } from './data-sources.js';

export interface DatabaseUrls {
  readonly app: string;
  readonly billing: string;
}

/** Connects both databases. Migrations have run before. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(urls: DatabaseUrls): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        {
          provide: AppDatabase,
          useFactory: async () => new AppDatabase(await createAppDataSource(urls.app).initialize()),
        },
        {
          provide: BillingDatabase,
          useFactory: async () => new BillingDatabase(await createBillingDataSource(urls.billing).initialize()),
        },
      ],
      exports: [AppDatabase, BillingDatabase],
    };
  }
}
