/** English names of months, as formats write and read them. */
export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const DAY_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** 1 to 12, of a whole name or its first three letters in any case. */
export function monthOfName(name: string): number | undefined {
  const lower = name.toLowerCase();
  const at = MONTH_NAMES.findIndex((month) => {
    const known = month.toLowerCase();
    return (
      known === lower || known.slice(0, 3) === lower || (known === 'september' && lower === 'sept')
    );
  });
  return at < 0 ? undefined : at + 1;
}

export function isDayName(name: string): boolean {
  const lower = name.toLowerCase();
  return DAY_NAMES.some(
    (day) => day === lower || day.slice(0, 3) === lower || day.slice(0, 4) === lower,
  );
}
