const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * A number of JSON in one spelling: `1`, `1.0` and `10e-1` are `1e0`. Exact, whatever the number of
 * digits; a double would take 9007199254740993 and …992 for one.
 */
export function decimalOf(source: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = PARTS.exec(source) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = withoutZeros(all);
  if (digits === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(all.length - digits.length);
  return `${sign}${digits}e${power}`;
}

/** Without zeros at the end. A regular expression would take quadratic time for many of them. */
function withoutZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end -= 1;
  return digits.slice(0, end);
}
