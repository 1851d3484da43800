/** Somebody who has just accepted an invitation. */
export interface NewMember {
  readonly mandateId: string;
  readonly userId: string;
}

/**
 * What another module does when somebody joins a mandate, such as giving them their first credit. Bound by a global
 * module. Called after the commit and at most once, so whatever must not be missed has to be made good on first use.
 */
export abstract class MemberJoined {
  abstract joined(member: NewMember): Promise<void>;
}
