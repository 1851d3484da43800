// Writes .br and .gz beside every text file of the build, so that the gateway serves them without any work of its own.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const DIST = path.join(import.meta.dirname, 'dist');
const TEXT = /\.(js|css|html|svg|json)$/;
const SMALLEST_BYTES = 1024;

for (const file of readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((name) => TEXT.test(name))) {
  const content = readFileSync(path.join(DIST, file));
  if (content.length < SMALLEST_BYTES) continue;
  writeFileSync(path.join(DIST, `${file}.br`), brotliCompressSync(content));
  writeFileSync(path.join(DIST, `${file}.gz`), gzipSync(content, { level: 9 }));
}
