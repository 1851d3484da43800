/** The mark alone; whoever shows it names it. */
export function Logo({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b5f66" />
      <path d="M9.5 23V9h2.6l7.8 9.6V9h2.6v14h-2.6l-7.8-9.6V23z" fill="#fff" />
    </svg>
  );
}
