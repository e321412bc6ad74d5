/**
 * Tells whether a double says exactly what a number's source text says, so that writing the double
 * gives the same value back.
 *
 * @param source - a JSON number, e.g. `12345678901234567890`
 * @param value - the double it was read as
 * @throws never
 * @example isExactDouble('1.50', 1.5) // true
 * @example isExactDouble('9007199254740993', 9007199254740992) // false
 */
export function isExactDouble(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  return toCanonicalDecimal(source) === toCanonicalDecimal(String(value));
}

/** Writes a decimal as significant digits and a power of ten, which is one form per value. */
function toCanonicalDecimal(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/^-/, '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const sign = text.startsWith('-') ? '-' : '';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
