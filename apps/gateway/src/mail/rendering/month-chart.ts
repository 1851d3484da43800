import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Locale } from '@nyla/contracts';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { monthChartSvg } from './month-chart-svg.js';

/** Pictures are twice as dense as the space that they take, for sharp text on every screen. */
const DENSITY = 2;

const require = createRequire(import.meta.url);
/** The font of the web app. It comes along, because servers often have none. */
const FONTS = ['@fontsource/inter/files/inter-latin-400-normal.woff2'] as const;

let renderer: Promise<Uint8Array[]> | undefined;

/**
 * What each day of a month cost, as a PNG for mail programs, which draw nothing themselves: 600 × 220 CSS pixels in
 * twice the density. Drawn by WebAssembly, so that it needs neither a browser nor anything of the system.
 * @param days every day of the month in its order, amounts as decimal strings in CHF
 */
export async function monthChart(
  days: readonly { readonly date: string; readonly amount: string }[],
  locale: Locale,
): Promise<Buffer> {
  renderer ??= prepare();
  const fontBuffers = await renderer.catch((error: unknown) => {
    renderer = undefined;
    throw error;
  });
  const resvg = new Resvg(monthChartSvg(days, locale), {
    fitTo: { mode: 'zoom', value: DENSITY },
    font: { fontBuffers, loadSystemFonts: false, defaultFontFamily: 'Inter' },
  });
  try {
    const image = resvg.render();
    try {
      return Buffer.from(image.asPng());
    } finally {
      image.free();
    }
  } finally {
    resvg.free();
  }
}

async function prepare(): Promise<Uint8Array[]> {
  await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return Promise.all(FONTS.map((file) => readFile(require.resolve(file))));
}
