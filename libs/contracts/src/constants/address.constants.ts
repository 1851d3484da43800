/** ISO 3166-1 alpha-2; the names come from `Intl.DisplayNames`. */
export const COUNTRIES = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA ' +
  'CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA ' +
  'GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
  'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS ' +
  'MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS ' +
  'RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW ' +
  'TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
).split(' ');
export const DEFAULT_COUNTRY = 'CH';

export const VAT_ID_MAX_LENGTH = 20;
/** As long as an address in the Swiss QR-bill may be, so that whatever is stored can be printed there. */
export const ADDRESS_NAME_MAX_LENGTH = 70;
export const ADDRESS_STREET_MAX_LENGTH = 70;
export const ADDRESS_NUMBER_MAX_LENGTH = 16;
export const ADDRESS_POSTCODE_MAX_LENGTH = 16;
export const ADDRESS_TOWN_MAX_LENGTH = 35;

/** What is wrong with a UID or VAT number, or a postcode. */
export type AddressProblem = 'isSwissUid' | 'isUidChecksum' | 'isVatId' | 'isPostcode';

// The Federal Statistical Office's weights for the eight digits before the check digit.
const UID_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4];
const UID = /^(?:CHE)?(\d{9})(MWST|TVA|IVA)?$/;
const VAT_ID = /^[A-Z0-9]{4,20}$/;

/**
 * A UID or VAT number in its one written form: `CHE-123.456.789`, with ` MWST`, ` TVA` or ` IVA` where it was given;
 * of other countries letters and digits without separators. Or what is wrong with it.
 */
export function normaliseVatId(text: string, country: string): { value: string } | { problem: AddressProblem } {
  const plain = text.toUpperCase().replaceAll(/[\s./-]/g, '');
  if (country !== 'CH') return VAT_ID.test(plain) ? { value: plain } : { problem: 'isVatId' };
  const match = UID.exec(plain);
  const digits = match?.[1];
  if (!digits) return { problem: 'isSwissUid' };
  if (!hasCheckDigit(digits)) return { problem: 'isUidChecksum' };
  const number = `CHE-${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6)}`;
  return { value: match[2] ? `${number} ${match[2]}` : number };
}

/** Swiss and Liechtenstein postcodes have four digits; of others only the length is known. */
export function isPostcode(text: string, country: string): boolean {
  return country === 'CH' || country === 'LI' ? /^[1-9]\d{3}$/.test(text) : text.length <= ADDRESS_POSTCODE_MAX_LENGTH;
}

function hasCheckDigit(digits: string): boolean {
  const sum = UID_WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  // A remainder of 1 would need a check digit of 10: such numbers are not given out.
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits[8]);
}
