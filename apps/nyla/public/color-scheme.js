// Runs before the first paint so that a dark page never flashes white. A file and not inline: the CSP allows no inline script.
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem('nyla.color-scheme');
  } catch {
    // Storage may be switched off; the system's scheme is a good answer then.
  }
  const dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
