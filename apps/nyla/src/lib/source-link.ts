/** Where a source leads, for people and for a link. */
export interface SourceLink {
  /** Null for an address that is not one of the web: it is shown and leads nowhere. */
  readonly href: string | null;
  /** `example.com`; letters of other scripts stay encoded, so that no name can pass for another. */
  readonly host: string;
}

/** Sources are what strangers published: only plain addresses of the web become links. */
export function sourceLink(address: string): SourceLink {
  const url = URL.parse(address);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!url || !isWeb) return { href: null, host: '' };
  return { href: url.href, host: url.hostname.replace(/^www\./, '') };
}
