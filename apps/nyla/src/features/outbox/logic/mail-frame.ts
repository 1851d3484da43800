/** Nothing in a mail runs, and nothing is fetched for it: its pictures stand in the page itself. */
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`;

/** A mail's page for a sandboxed frame. The policy comes first, whatever the mail holds. */
export function frameDocument(html: string): string {
  return /^\s*<!doctype[^>]*>/i.test(html)
    ? html.replace(/^\s*<!doctype[^>]*>/i, (doctype) => `${doctype}${POLICY}`)
    : `<!doctype html>${POLICY}${html}`;
}
