import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import type { BillingModel } from '@nyla/contracts';
import { NANO_PER_CHF } from '@nyla/money';
import { BillingFacade } from '../billing/billing.facade.js';
import { Clock } from '../common/clock.js';
import { Env } from '../config/env.js';
import { IdentityFacade } from '../identity/identity.facade.js';
import { type MandateInfo, MandatesFacade } from '../mandates/mandates.facade.js';
import { RbacFacade } from '../rbac/rbac.facade.js';
import { DemoHistoryService } from './demo-history.service.js';
import { DEMO_LOGINS, DEMO_PASSWORD } from './demo-logins.js';

const MUSTER = 'Muster AG';
const BEISPIEL = 'Beispiel GmbH';
const MUSTER_CREDIT = 50n * NANO_PER_CHF;
/** What its admin may top up in a month without asking. */
const MUSTER_SELF_TOP_UP = 1_000n * NANO_PER_CHF;
const API_KEY_NAME = 'Demo';

interface DemoFile {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly logins: readonly { email: string; password: string; role: string }[];
}

/** The demo mandates: people whose password everybody knows, credit, and sample history. Never in production. */
@Injectable()
export class DemoService {
  private newKey: string | undefined;

  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly mandates: MandatesFacade,
    private readonly identity: IdentityFacade,
    private readonly rbac: RbacFacade,
    private readonly billing: BillingFacade,
    private readonly history: DemoHistoryService,
  ) {}

  async ensure(root: MandateInfo): Promise<void> {
    const [operator, admin, user, beispielAdmin] = DEMO_LOGINS;
    await this.ensureMember(root.id, operator);
    const muster = await this.ensureMandate(MUSTER, admin.email, 'PREPAY_MANDATE');
    const adminId = await this.ensureMember(muster, admin);
    await this.ensureMember(muster, user);
    if (!(await this.billing.hasBookings(muster))) {
      await this.billing.importCredit(muster, this.clock.now(), MUSTER_CREDIT, 'Startguthaben der Demo');
      await this.billing.allowSelfTopUp(muster, MUSTER_SELF_TOP_UP);
    }
    const beispiel = await this.ensureMandate(BEISPIEL, beispielAdmin.email, 'PREPAY_MANDATE');
    const colleagues = [await this.ensureMember(beispiel, beispielAdmin)];
    for (const person of this.history.people) {
      colleagues.push(await this.ensureMember(beispiel, person, randomBytes(24).toString('base64url')));
    }
    if (!(await this.billing.hasBookings(beispiel))) await this.history.book(beispiel, colleagues);
    if (!(await this.readFile())) {
      this.newKey = (await this.identity.createApiKey(muster, adminId, API_KEY_NAME)).key;
    }
  }

  /** Writes `demo.json` and answers what to print. The key is printed when it is new, and only then. */
  async announce(baseUrl: string): Promise<string[]> {
    const apiKey = this.newKey ?? (await this.readFile())?.apiKey ?? '';
    const logins = DEMO_LOGINS.map(({ email, role }) => ({ email, password: DEMO_PASSWORD, role }));
    await this.writeFile({ baseUrl, apiKey, logins });
    const width = Math.max(...logins.map(({ email }) => email.length));
    return [
      '',
      `Demo logins (password ${DEMO_PASSWORD}):`,
      ...logins.map(({ email, role }) => `  ${email.padEnd(width)}  ${role}`),
      ...(this.newKey ? ['', `API key of ${MUSTER}, shown once: ${this.newKey}`] : []),
      `All of it is kept in ${this.file}.`,
    ];
  }

  /** The mandate that this person is a member of, or a new one. Names are not unique; the demo's people are. */
  private async ensureMandate(name: string, memberEmail: string, billingModel: BillingModel): Promise<string> {
    const member = await this.identity.findUserByEmail(memberEmail);
    const existing = (member ? await this.everyMembershipOf(member.id) : []).find((mandate) => mandate.name === name);
    const { id } = existing ?? (await this.mandates.create({ name, kind: 'customer' }));
    await this.rbac.ensureDefaultRoles(id, 'customer');
    await this.billing.ensureMandate(id, billingModel);
    return id;
  }

  /** Somebody who was deactivated in the demo must not get a second mandate of the same name. */
  private async everyMembershipOf(userId: string): Promise<MandateInfo[]> {
    return [...(await this.mandates.membershipsOf(userId)), ...(await this.mandates.formerMembershipsOf(userId))];
  }

  private async ensureMember(
    mandateId: string,
    person: { email: string; displayName: string; role: string },
    password = DEMO_PASSWORD,
  ): Promise<string> {
    const { email, displayName, role } = person;
    const user =
      (await this.identity.findUserByEmail(email)) ??
      (await this.identity.createUser({ email, displayName, password, locale: 'de-CH' }));
    if (!(await this.mandates.isMember(mandateId, user.id))) {
      await this.mandates.addMember(mandateId, user.id);
      await this.rbac.assignRole(mandateId, user.id, role);
    }
    return user.id;
  }

  private get file(): string {
    return path.join(this.env.NYLA_DATA_DIR, 'demo.json');
  }

  private async readFile(): Promise<DemoFile | undefined> {
    try {
      return JSON.parse(await readFile(this.file, 'utf8')) as DemoFile;
    } catch {
      return undefined;
    }
  }

  private async writeFile(content: DemoFile): Promise<void> {
    await mkdir(this.env.NYLA_DATA_DIR, { recursive: true });
    // Written beside and renamed, so that nobody reads half a file.
    const temporary = `${this.file}.${process.pid}`;
    await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    await rename(temporary, this.file);
  }
}
