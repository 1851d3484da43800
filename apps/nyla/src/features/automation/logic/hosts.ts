/** The host of an address, or of a bare host as it is typed; null where there is none, or a template makes it. */
export function hostOf(address: string): string | null {
  const text = address.trim();
  const start = text.includes('://') ? text : `https://${text}`;
  // What comes after the host may hold templates, the host may not.
  const [, origin = ''] = /^(https?:\/\/[^/?#]*)/i.exec(start) ?? [];
  if (origin.includes('{') || !URL.canParse(origin)) return null;
  return new URL(origin).hostname || null;
}

/** The host of a step's address that is missing among the allowed ones. */
export function missingHost(url: string, allowed: readonly string[]): string | null {
  if (url.trim() === '') return null;
  const host = hostOf(url);
  return host !== null && url.includes('://') && !allowed.some((known) => known.toLowerCase() === host) ? host : null;
}
