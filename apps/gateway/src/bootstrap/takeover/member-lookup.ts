import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { IdentityFacade } from '../../identity/identity.facade.js';
import { MandatesFacade } from '../../mandates/mandates.facade.js';

/** Finds members as a file names them. */
@Injectable()
export class MemberLookup {
  constructor(
    private readonly identity: IdentityFacade,
    private readonly mandates: MandatesFacade,
  ) {}

  /** @param user e-mail address or id. Undefined for somebody who does not belong to the mandate. */
  async find(mandateId: string, user: string): Promise<string | undefined> {
    const id = isUUID(user) ? user.toLowerCase() : (await this.identity.findUserByEmail(user))?.id;
    return id !== undefined && (await this.mandates.isMember(mandateId, id)) ? id : undefined;
  }
}
