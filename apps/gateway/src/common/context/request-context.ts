import { Injectable } from '@nestjs/common';
import type { Locale, MandateKind } from '@nyla/contracts';
import { ClsService } from 'nestjs-cls';
import { DomainError } from '../errors/domain-error.js';

/** Who calls: a signed-in person, or a program that acts as one by an API key. */
export interface Caller {
  readonly userId: string;
  readonly email: string;
  readonly displayName: string;
  readonly locale: Locale;
  readonly sessionId: string | null;
  readonly apiKeyId: string | null;
}

/** The mandate that a request runs in; always one of the caller's. */
export interface ActiveMandate {
  readonly id: string;
  readonly name: string;
  readonly kind: MandateKind;
}

interface ContextStore {
  [key: symbol]: unknown;
  caller?: Caller;
  mandate?: ActiveMandate;
  ip?: string;
  origin?: string;
}

/** What the current request runs as. Set once by the authentication guard, read everywhere below it. */
@Injectable()
export class RequestContext {
  constructor(private readonly cls: ClsService<ContextStore>) {}

  get requestId(): string {
    return this.cls.getId() ?? 'none';
  }

  /** Where the request came from; null outside a request. */
  get ip(): string | null {
    return this.cls.get('ip') ?? null;
  }

  setIp(ip: string): void {
    this.cls.set('ip', ip);
  }

  /** Where this gateway was reached, such as `https://nyla.example`; null outside a request. */
  get origin(): string | null {
    return this.cls.get('origin') ?? null;
  }

  setOrigin(origin: string): void {
    this.cls.set('origin', origin);
  }

  set(caller: Caller, mandate: ActiveMandate | undefined): void {
    this.cls.set('caller', caller);
    if (mandate) this.cls.set('mandate', mandate);
  }

  /** @throws DomainError auth.required outside an authenticated request. */
  get caller(): Caller {
    const caller = this.cls.get('caller');
    if (!caller) throw new DomainError('auth.required');
    return caller;
  }

  /** @throws DomainError auth.required outside an authenticated request. */
  get mandate(): ActiveMandate {
    const mandate = this.cls.get('mandate');
    if (!mandate) throw new DomainError('auth.required');
    return mandate;
  }

  get isAuthenticated(): boolean {
    return this.cls.isActive() && this.cls.get('caller') !== undefined;
  }
}
