import type { MailData, MailKind } from '@nyla/contracts';

/** Kinds whose data holds a path that is as good as a key: whoever knows it may act as the reader. */
export const SECRET_LINK_KINDS = ['invitation', 'password_reset'] as const satisfies readonly MailKind[];

const MASK = '...';

export function hasSecretLink(kind: MailKind): boolean {
  return (SECRET_LINK_KINDS as readonly MailKind[]).includes(kind);
}

/** The same data with what is secret in it masked, such as `/invite/...`. */
export function withoutSecrets<K extends MailKind>(kind: K, data: MailData[K]): MailData[K] {
  if (!hasSecretLink(kind)) return data;
  const { path } = data as MailData['invitation'];
  return { ...data, path: masked(path) };
}

/** Whether the link in it was masked: nobody could use the mail any more. */
export function isMasked<K extends MailKind>(kind: K, data: MailData[K]): boolean {
  if (!hasSecretLink(kind)) return false;
  return (data as MailData['invitation']).path.endsWith(MASK);
}

/** When what it tells of is over; undefined where it never is. */
export function expiryOf<K extends MailKind>(kind: K, data: MailData[K]): Date | undefined {
  return hasSecretLink(kind) ? new Date((data as MailData['invitation']).expiresAt) : undefined;
}

/** Everything from the last slash on: the token is the last part of the path, with whatever may follow it. */
function masked(path: string): string {
  const [plain = ''] = path.split(/[?#]/);
  return `${plain.slice(0, plain.lastIndexOf('/') + 1)}${MASK}`;
}
