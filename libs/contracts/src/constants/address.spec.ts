import { COUNTRIES, isPostcode, normaliseVatId } from './address.constants.js';

describe('a Swiss UID', () => {
  it.each([
    ['CHE-116.281.710 MWST', 'CHE-116.281.710 MWST'],
    ['che-116.281.710 tva', 'CHE-116.281.710 TVA'],
    ['CHE116281710IVA', 'CHE-116.281.710 IVA'],
    ['  CHE 116 281 710 ', 'CHE-116.281.710'],
    ['116.281.710', 'CHE-116.281.710'],
    // The example beside the field.
    ['CHE-123.456.788 MWST', 'CHE-123.456.788 MWST'],
    // The remainder that needs no check digit but 0.
    ['CHE-000.000.000', 'CHE-000.000.000'],
  ])('%s is written %s', (text, value) => {
    expect(normaliseVatId(text, 'CH')).toEqual({ value });
  });

  it('is refused with any other check digit, and with any two digits exchanged', () => {
    const digits = '116281710';
    for (let check = 1; check <= 9; check++) {
      expect(normaliseVatId(`CHE-${digits.slice(0, 8)}${check}`, 'CH')).toEqual({ problem: 'isUidChecksum' });
    }
    for (let at = 0; at < 8; at++) {
      const [a = '', b = ''] = [digits[at], digits[at + 1]];
      if (a === b) continue;
      const exchanged = `${digits.slice(0, at)}${b}${a}${digits.slice(at + 2)}`;
      expect(normaliseVatId(exchanged, 'CH')).toEqual({ problem: 'isUidChecksum' });
    }
  });

  it.each(['CHE-116.281.71', 'CHE-116.281.7101', 'DE116281710', 'CHE-116.281.710 UST', 'CHE', '١١٦٢٨١٧١٠', ''])(
    '%j is none',
    (text) => {
      expect(normaliseVatId(text, 'CH')).toEqual({ problem: 'isSwissUid' });
    },
  );

  it('is refused where no check digit exists', () => {
    const weights = [5, 4, 3, 2, 7, 6, 5, 4];
    const without = Array.from({ length: 2_000 }, (_, n) => String(10_000_000 + n)).filter(
      (eight) => weights.reduce((sum, weight, at) => sum + weight * Number(eight[at]), 0) % 11 === 1,
    );
    expect(without.length).toBeGreaterThan(50);
    for (const eight of without) {
      for (let check = 0; check <= 9; check++) {
        expect(normaliseVatId(`CHE-${eight}${check}`, 'CH')).toEqual({ problem: 'isUidChecksum' });
      }
    }
  });
});

it('takes VAT numbers of other countries as they are, without separators', () => {
  expect(normaliseVatId('de 123.456-789', 'DE')).toEqual({ value: 'DE123456789' });
  expect(normaliseVatId('ATU12345678', 'AT')).toEqual({ value: 'ATU12345678' });
  for (const bad of ['DE1', 'DE1234567890123456789', 'DE<b>123', 'ÄÖÜ1234']) {
    expect(normaliseVatId(bad, 'DE')).toEqual({ problem: 'isVatId' });
  }
});

it('knows the postcodes of Switzerland and Liechtenstein, and leaves others alone', () => {
  expect(['8001', '9490'].map((code) => isPostcode(code, 'CH'))).toEqual([true, true]);
  expect(['0800', '800', '80011', 'D-10115', '８００１'].map((code) => isPostcode(code, 'CH'))).toEqual(
    Array.from({ length: 5 }, () => false),
  );
  expect([isPostcode('10115', 'DE'), isPostcode('SW1A 1AA', 'GB'), isPostcode('8001x', 'LI')]).toEqual([
    true,
    true,
    false,
  ]);
});

it('lists each country once, Switzerland among them', () => {
  expect(COUNTRIES).toHaveLength(249);
  expect(new Set(COUNTRIES).size).toBe(249);
  expect(COUNTRIES).toContain('CH');
});
