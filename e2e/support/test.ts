import { randomUUID } from 'node:crypto';
import { type FakeProvider, startFakeProvider } from '@nyla/fake-provider';
import { type APIRequestContext, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { Client } from './client.js';
import { setBalance } from './credit.js';
import { PROVIDER_KEY, runCommand } from './gateway-process.js';
import { type House, houseOf } from './houses.js';
import { PASSWORD, PEOPLE, type Person } from './people.js';

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

interface WorkerFixtures {
  readonly house: House;
  readonly provider: FakeProvider;
  /** Signed-in clients of the API, made when first asked for. */
  readonly clientOf: (person: Person) => Promise<Client>;
}

interface TestFixtures {
  /** A page on which somebody is signed in. Several calls give several people their own browser. */
  readonly pageOf: (person: Person) => Promise<Page>;
  /** Somebody new, for what the people of the demo must not go through, such as a change of the password. */
  readonly newPerson: () => Promise<{ readonly email: string; readonly password: string }>;
  /** A page on which the first admin of a mandate is signed in that nobody has used yet. */
  readonly pageOfNewMandate: () => Promise<Page>;
  /** Denies a role a provider until the end of the test. */
  readonly denyProvider: (admin: Person, role: string, connectorType: string) => Promise<void>;
  /** Sets a mandate's balance until the end of the test. */
  readonly withBalance: (member: Client, amount: string) => Promise<void>;
  /** Takes back what a test told the provider to do: the worker's next test knows nothing of it. */
  readonly freshProvider: void;
  /** Fails a test whose page threw an error that nobody caught. */
  readonly noPageErrors: void;
}

const AMPLE_CREDIT = '50.00';

export const test = base.extend<TestFixtures, WorkerFixtures>({
  house: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
    async ({}, use, { parallelIndex }) => use(houseOf(parallelIndex)),
    { scope: 'worker' },
  ],

  baseURL: async ({ house }, use) => use(house.baseUrl),

  provider: [
    async ({ house }, use) => {
      const provider = await startFakeProvider({ port: house.providerPort, apiKey: PROVIDER_KEY });
      await use(provider);
      await provider.close();
    },
    { scope: 'worker', auto: true },
  ],

  clientOf: [
    async ({ house, playwright }, use) => {
      const contexts = new Map<Person, Promise<APIRequestContext>>();
      const signIn = async (person: Person): Promise<APIRequestContext> => {
        const http = await playwright.request.newContext({ baseURL: house.baseUrl });
        const { email } = PEOPLE[person];
        const response = await http.post('/api/v1/session', { data: { email, password: PASSWORD } });
        expect(response.status(), await response.text()).toBe(200);
        return http;
      };
      await use(async (person) => {
        const known = contexts.get(person) ?? signIn(person);
        contexts.set(person, known);
        return new Client(await known);
      });
      for (const context of contexts.values()) await (await context).dispose();
    },
    { scope: 'worker' },
  ],

  pageOf: async ({ browser, clientOf }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person) => {
      const storageState: StorageState = await (await clientOf(person)).http.storageState();
      const context = await browser.newContext({ storageState });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  newPerson: async ({ house }, use) => {
    await use(async () => {
      const person = { email: `${randomUUID()}@beispiel.local`, password: 'Vier Sätze im Wald' };
      await runCommand(house, ['create-admin', '--email', person.email, '--name', 'Nora Neu'], person.password);
      return person;
    });
  },

  pageOfNewMandate: async ({ browser, clientOf, house, playwright }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const name = `Neuland ${randomUUID().slice(0, 8)} AG`;
      const { invitation } = await (await clientOf('operator')).newMandate(name, `${randomUUID()}@neuland.local`);
      const http = await playwright.request.newContext({ baseURL: house.baseUrl });
      const accepted = await http.post(`/api/v1/invitations/${invitation.link.split('/').at(-1)}/accept`, {
        data: { displayName: 'Nora Neuland', password: 'Vier Sätze im Wald', locale: 'de-CH' },
      });
      expect(accepted.ok(), await accepted.text()).toBe(true);
      const context = await browser.newContext({ storageState: await http.storageState() });
      await http.dispose();
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  denyProvider: async ({ clientOf }, use) => {
    const undo: (() => Promise<void>)[] = [];
    await use(async (person, roleName, connectorType) => {
      const admin = await clientOf(person);
      const role = await admin.role(roleName);
      undo.push(() => admin.setRules(role.id, role.rules));
      const rule = { resource: `resource.aicore.${connectorType}`, effect: 'deny' as const };
      await admin.setRules(role.id, [...role.rules, rule]);
    });
    for (const step of undo.toReversed()) await step();
  },

  withBalance: async ({ clientOf }, use) => {
    const members = new Set<Client>();
    await use(async (member, amount) => {
      members.add(member);
      await setBalance(await clientOf('operator'), member, amount);
    });
    for (const member of members) await setBalance(await clientOf('operator'), member, AMPLE_CREDIT);
  },

  freshProvider: [
    async ({ provider }, use) => {
      await use();
      provider.reset();
    },
    { auto: true },
  ],

  noPageErrors: [
    async ({ browser }, use) => {
      const errors: Error[] = [];
      const watch = (context: BrowserContext) => context.on('weberror', (event) => errors.push(event.error()));
      browser.on('context', watch);
      await use();
      browser.off('context', watch);
      expect(errors, 'errors that nobody caught').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
