/** What forms of a page, and mail programs that end mails, send their fields as. */
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data'];

export function isForm(contentType: string | undefined): boolean {
  return contentType !== undefined && FORM_TYPES.some((type) => contentType.trim().toLowerCase().startsWith(type));
}
