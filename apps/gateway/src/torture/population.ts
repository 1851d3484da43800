import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { BillingModel } from '@nyla/contracts';
import { AppModule } from '../app.module.js';
import { BillingFacade } from '../billing/billing.facade.js';
import { BootstrapService } from '../bootstrap/bootstrap.service.js';
import { readEnv } from '../config/env.js';
import type { DatabaseUrls } from '../database/database.module.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';

/** An API key and whose it is. */
export interface Person {
  readonly userId: string;
  readonly key: string;
}

export interface Customer {
  readonly mandateId: string;
  readonly billingModel: BillingModel;
  readonly creditLimit: string;
  /** What it has when the first round begins. */
  readonly credit: string;
  /** Whether it gets credit for a call or two at a time. */
  readonly isShort: boolean;
  /** Whether the operator changes its billing model while calls run. */
  readonly isSwitched: boolean;
  readonly admin: Person;
  readonly users: readonly Person[];
}

export interface Population {
  readonly operator: Person;
  readonly customers: readonly Customer[];
}

type Kind = Pick<Customer, 'billingModel' | 'creditLimit' | 'credit' | 'isShort' | 'isSwitched'>;

const NOTHING_SPECIAL = { creditLimit: '0', credit: '0', isShort: false, isSwitched: false };
/** Every billing model; one that is nearly always short of credit, and one whose model changes. */
const KINDS: readonly Kind[] = [
  { ...NOTHING_SPECIAL, billingModel: 'PREPAY_MANDATE', credit: '50' },
  { ...NOTHING_SPECIAL, billingModel: 'PREPAY_MANDATE', credit: '0.001', isShort: true },
  { ...NOTHING_SPECIAL, billingModel: 'PREPAY_USER', credit: '20' },
  { ...NOTHING_SPECIAL, billingModel: 'POSTPAY', creditLimit: '5' },
  { ...NOTHING_SPECIAL, billingModel: 'UNLIMITED' },
  { ...NOTHING_SPECIAL, billingModel: 'PREPAY_MANDATE', creditLimit: '5', credit: '10', isSwitched: true },
];
const USERS = 3;

/** Makes an operator and customers, past the interface; settings and credit come through it. */
export async function populate(databases: DatabaseUrls, folder: string, secret: string): Promise<Population> {
  const env = readEnv({ LOG_LEVEL: 'error', NYLA_DATA_DIR: folder, NYLA_SECRET: secret });
  const context = await NestFactory.createApplicationContext(AppModule.forRoot({ env, databases, demo: false }), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  try {
    await context.get(BootstrapService).run();
    const mandates = context.get(MandatesFacade);
    const rbac = context.get(RbacFacade);
    const identity = context.get(IdentityFacade);
    const person = async (mandateId: string, name: string, role: string): Promise<Person> => {
      const user = await identity.createUser({
        email: `${name}@torture.local`,
        displayName: name,
        password: randomBytes(16).toString('hex'),
        locale: 'de-CH',
      });
      await mandates.addMember(mandateId, user.id);
      await rbac.assignRole(mandateId, user.id, role);
      return { userId: user.id, key: (await identity.createApiKey(mandateId, user.id, 'torture')).key };
    };
    const root = await mandates.findRoot();
    if (!root) throw new Error('bootstrap has made no ROOT mandate');
    const operator = await person(root.id, 'operator', 'operator');
    const customers: Customer[] = [];
    for (const [index, kind] of KINDS.entries()) {
      const { id: mandateId } = await mandates.create({ name: `Kunde ${index} AG`, kind: 'customer' });
      await rbac.ensureDefaultRoles(mandateId, 'customer');
      await context.get(BillingFacade).ensureMandate(mandateId, 'PREPAY_MANDATE');
      const admin = await person(mandateId, `admin-${index}`, 'admin');
      const users: Person[] = [];
      for (let user = 0; user < USERS; user++) users.push(await person(mandateId, `user-${index}-${user}`, 'user'));
      customers.push({ mandateId, ...kind, admin, users });
    }
    return { operator, customers };
  } finally {
    await context.close();
  }
}
