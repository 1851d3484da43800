// Imported first by every script: on an older Node the rest would fail with a message that helps nobody.
const OLDEST_MAJOR = 18;

if (Number(process.versions.node.split('.')[0]) < OLDEST_MAJOR) {
  console.error(
    `Nyla needs Node.js ${OLDEST_MAJOR} or newer to start, this is ${process.versions.node}. ` +
      'Install a current version from https://nodejs.org; Nyla itself then brings the version it runs on.',
  );
  process.exit(1);
}
