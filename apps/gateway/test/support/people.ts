import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DefaultRole, MandateKind } from '@nyla/contracts';
import { IdentityFacade } from '../../src/identity/identity.facade.js';
import { SESSION_COOKIE } from '../../src/identity/session-cookie.js';
import { type MandateInfo, MandatesFacade } from '../../src/mandates/mandates.facade.js';
import { RbacFacade } from '../../src/rbac/rbac.facade.js';

export const PASSWORD = 'geheim-123';

/** Who sends a request: a session's token or an API key; nobody when absent. */
export interface Sender {
  readonly session?: string;
  readonly apiKey?: string;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Record<string, string | string[] | number | undefined>;
  /** The session's token that the answer sets; empty when it ends the session. */
  readonly session: string | undefined;
}

interface SendOptions {
  readonly as?: Sender;
  readonly mandateId?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Makes people and mandates in a running gateway, and sends requests as one of them. */
export class TestPeople {
  constructor(private readonly app: NestFastifyApplication) {}

  async mandate(name: string, kind: MandateKind = 'customer'): Promise<MandateInfo> {
    const mandate = await this.app.get(MandatesFacade).create({ name, kind });
    await this.app.get(RbacFacade).ensureDefaultRoles(mandate.id, kind);
    return mandate;
  }

  /** A person with the password `PASSWORD`, in no mandate. */
  async person(email: string): Promise<string> {
    const [displayName = email] = email.split('@');
    const person = { email, displayName, password: PASSWORD, locale: 'de-CH' as const };
    return (await this.app.get(IdentityFacade).createUser(person)).id;
  }

  async join(userId: string, mandate: MandateInfo, ...roles: DefaultRole[]): Promise<void> {
    await this.app.get(MandatesFacade).addMember(mandate.id, userId);
    for (const role of roles) await this.app.get(RbacFacade).assignRole(mandate.id, userId, role);
  }

  /** A person in one mandate, signed in. */
  async member(email: string, mandate: MandateInfo, ...roles: DefaultRole[]): Promise<Sender & { userId: string }> {
    const userId = await this.person(email);
    await this.join(userId, mandate, ...roles);
    return { userId, ...(await this.signIn(email)) };
  }

  async signIn(email: string): Promise<Sender> {
    const { status, session } = await this.send('POST', 'session', { body: { email, password: PASSWORD } });
    if (status !== 200 || !session) throw new Error(`signing in as ${email} answered ${status}`);
    return { session };
  }

  async send<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    { as = {}, mandateId, body, headers = {} }: SendOptions = {},
  ): Promise<Answer<T>> {
    const response = await this.app.inject({
      method,
      url: `/api/v1/${path}`,
      headers: {
        ...(as.session === undefined ? {} : { cookie: `${SESSION_COOKIE}=${as.session}` }),
        ...(as.apiKey === undefined ? {} : { authorization: `Bearer ${as.apiKey}` }),
        ...(mandateId === undefined ? {} : { 'x-mandate-id': mandateId }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    return {
      status: response.statusCode,
      body: (response.body === '' ? undefined : response.json()) as T,
      headers: response.headers,
      session: response.cookies.find(({ name }) => name === SESSION_COOKIE)?.value,
    };
  }
}
