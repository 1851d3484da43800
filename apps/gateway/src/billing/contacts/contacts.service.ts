import { Injectable } from '@nestjs/common';
import {
  BILLING_CONTACTS_MAX,
  type BillingContactDto,
  type BillingContactsDto,
  CONTACT_TOPICS,
  type ContactTopic,
  type MailAudienceDto,
  type SaveBillingContactDto,
} from '@nyla/contracts';
import { AuditTrail } from '../../common/audit/audit-trail.js';
import { Clock } from '../../common/clock.js';
import { NotFoundError, ValidationError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/ids.js';
import { BillingDatabase } from '../../database/billing-database.js';
import { AccountsService } from '../accounts.service.js';
import { changeOf } from '../credit/settings-dto.js';
import { AudienceService } from './audience.service.js';
import { ContactAccess } from './contact-access.js';
import { type Contact, ContactsRepository } from './contacts.repository.js';

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** What separates or comments addresses in a header, and no ordinary address has. */
const NOT_IN_ADDRESS = /[\s"'(),:;<>[\\\]\p{Cc}]/u;

/** Values of a contact that the trail tells of. */
type ContactValues = Readonly<Record<keyof SaveBillingContactDto, string | boolean>>;

/** Whom the caller's mandate wants written to about its credit. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly database: BillingDatabase,
    private readonly contacts: ContactsRepository,
    private readonly audiences: AudienceService,
    private readonly accounts: AccountsService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly access: ContactAccess,
  ) {}

  async list(): Promise<BillingContactsDto> {
    const { mandateId } = this.access;
    const contacts = await this.contacts.list(mandateId);
    const audiences: MailAudienceDto[] = [];
    const memberIds = new Map<string, string>();
    for (const topic of CONTACT_TOPICS) {
      const { isDefault, readers } = await this.audiences.of(mandateId, topic);
      for (const { email, userId } of readers) if (userId !== null) memberIds.set(email, userId);
      const recipients = readers.map(({ contact: _contact, ...reader }) => reader);
      audiences.push({ topic, isDefault, recipients });
    }
    return {
      items: contacts.map((contact) => contactDto(contact, memberIds.get(contact.email) ?? null)),
      nextCursor: null,
      audiences,
    };
  }

  /** @throws ValidationError, also for an address that is there already; DomainError rbac.forbidden */
  add(request: SaveBillingContactDto): Promise<BillingContactsDto> {
    return this.change(request, (all) => {
      if (all.length >= BILLING_CONTACTS_MAX) {
        const message = `at most ${BILLING_CONTACTS_MAX} contacts can be kept`;
        throw new ValidationError([{ field: 'email', constraint: 'tooMany', message }]);
      }
      return undefined;
    });
  }

  /** @throws NotFoundError, and as `add` */
  update(id: string, request: SaveBillingContactDto): Promise<BillingContactsDto> {
    return this.change(request, (all) => {
      const contact = all.find((one) => one.id === id);
      if (!contact) throw new NotFoundError();
      return contact;
    });
  }

  /** @throws NotFoundError */
  async remove(id: string): Promise<BillingContactsDto> {
    const { mandateId } = this.access;
    await this.database.run(async () => {
      await this.accounts.lockSettings(mandateId, 'update');
      const contact = await this.contacts.find(mandateId, id);
      if (!contact) throw new NotFoundError();
      this.access.refusePrograms();
      await this.contacts.remove(mandateId, id);
      await this.record('billing_contact.removed', contact, { before: valuesOf(contact), after: null });
    });
    return this.list();
  }

  private async change(
    request: SaveBillingContactDto,
    find: (all: readonly Contact[]) => Contact | undefined,
  ): Promise<BillingContactsDto> {
    refuseBadValues(request);
    this.access.refusePrograms();
    const { mandateId, author } = this.access;
    const now = this.clock.now();
    const id = newId();
    await this.database.run(async () => {
      // One change at a time, so that the number of contacts holds and the trail tells what each change did.
      await this.accounts.lockSettings(mandateId, 'update');
      const all = await this.contacts.list(mandateId);
      const before = find(all);
      if (all.some((other) => other.email === request.email && other.id !== before?.id)) {
        const message = 'this address is a contact already';
        throw new ValidationError([{ field: 'email', constraint: 'isListed', message }]);
      }
      // Another address is another reader, who has not ended anything and is told who wrote the address down.
      const origin = before?.email === request.email ? before : undefined;
      const after: Contact = {
        ...valuesOf(request),
        id: before?.id ?? id,
        addedBy: origin?.addedBy ?? author.userId,
        addedByName: origin?.addedByName ?? author.displayName,
        createdAt: origin?.createdAt ?? now,
        unsubscribedAt: origin?.unsubscribedAt ?? null,
      };
      const change = before
        ? changeOf<ContactValues>(valuesOf(before), valuesOf(after))
        : { before: null, after: valuesOf(after) };
      if (!change) return;
      await this.access.refuseReport(before, after);
      await this.contacts.save(mandateId, after);
      await this.record(before ? 'billing_contact.changed' : 'billing_contact.added', after, change);
    });
    return this.list();
  }

  private async record(
    action: 'billing_contact.added' | 'billing_contact.changed' | 'billing_contact.removed',
    { id, email }: Contact,
    { before, after }: { readonly before: object | null; readonly after: object | null },
  ): Promise<void> {
    await this.audit.record(this.database, {
      action,
      mandateId: this.access.mandateId,
      subjectId: id,
      subjectName: email,
      before: before && { ...before },
      after: after && { ...after },
    });
  }
}

function valuesOf({
  email,
  name,
  locale,
  report,
  warnings,
}: Pick<Contact, 'email' | 'name' | 'locale'> & Readonly<Record<ContactTopic, boolean>>) {
  return { email, name, locale, report, warnings };
}

function contactDto(contact: Contact, userId: string | null): BillingContactDto {
  return {
    ...valuesOf(contact),
    id: contact.id,
    userId,
    addedBy: contact.addedByName,
    createdAt: contact.createdAt.toISOString(),
    unsubscribedAt: contact.unsubscribedAt?.toISOString() ?? null,
  };
}

/** Addresses and names go into the heads of mails. Who gets none is no contact. */
function refuseBadValues({ email, name, report, warnings }: SaveBillingContactDto): void {
  const problems = [
    ...(NOT_IN_ADDRESS.test(email)
      ? [{ field: 'email', constraint: 'isEmail', message: 'email must be one plain address' }]
      : []),
    ...(report || warnings
      ? []
      : [{ field: 'report', constraint: 'isOneOf', message: 'a contact gets the report, warnings or both' }]),
    ...(CONTROL.test(name) ? [{ field: 'name', constraint: 'isOneLine', message: 'name must be one line' }] : []),
  ];
  if (problems.length > 0) throw new ValidationError(problems);
}
