const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const STEP = 1000;
const SIZE = /^(\d{1,12}(?:\.\d{1,3})?)\s*(b|kb|mb|gb|tb)?$/i;

/** A number of bytes for people, in the units of the page: `512 B`, `1.8 kB`, `20 GB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let at = 0;
  while (value >= STEP && at < UNITS.length - 1) {
    value /= STEP;
    at += 1;
  }
  const rounded = at === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded} ${UNITS[at]}`;
}

/** The reverse, as people type it: `20gb`, `512`; undefined where it is no size. */
export function readBytes(text: string): number | undefined {
  const [, number, unit = 'b'] = SIZE.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  const power = UNITS.findIndex((one) => one.toLowerCase() === unit.toLowerCase());
  return Math.round(Number(number) * STEP ** power);
}
