import { assignSlots, CATEGORY_COUNT, CHART_PALETTES } from './palette';

/** Page and card of both schemes, as the theme defines them. */
const GROUNDS = { light: ['#ffffff', '#f7f8f8'], dark: ['#15181a', '#1f2427', '#1a1e20'] } as const;

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

describe('chart colours', () => {
  it.each(['light', 'dark'] as const)('stand out from page and card in the %s scheme', (scheme) => {
    const { categories, rest } = CHART_PALETTES[scheme];
    for (const colour of [...categories, rest]) {
      for (const ground of GROUNDS[scheme]) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(3);
    }
    expect(new Set([...categories, rest]).size).toBe(CATEGORY_COUNT + 1);
  });

  it('stay with their provider, whoever else is shown', () => {
    const fixed = { openai: 4, anthropic: 1 };
    expect(assignSlots(['openai', 'anthropic'], fixed)).toEqual(
      new Map([
        ['openai', 4],
        ['anthropic', 1],
      ]),
    );
    expect(assignSlots(['anthropic'], fixed).get('anthropic')).toBe(1);
  });

  it('do not depend on the order and differ up to eight', () => {
    const keys = ['a/1', 'a/2', 'b/1', 'b/2', 'c/1', 'c/2', 'd/1', 'd/2'];
    const slots = assignSlots(keys, {});
    expect(new Set(slots.values()).size).toBe(CATEGORY_COUNT);
    expect([...assignSlots(keys.toReversed(), {})].sort()).toEqual([...slots].sort());
  });

  it('are shared beyond eight, without looping for ever', () => {
    const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
    expect(assignSlots(keys, {}).size).toBe(20);
  });

  it('take names of object members as plain keys', () => {
    expect(assignSlots(['constructor'], {}).get('constructor')).toBeLessThan(CATEGORY_COUNT);
  });
});
