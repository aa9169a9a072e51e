const HINTS: readonly [RegExp, string][] = [
  [
    /^Field collision/,
    'Two keys of the record lead to the same column: column names know no upper case.',
  ],
  [
    /reserved prefix/,
    'Columns that begin like this belong to Backstitch. Under Settings, such a field can be called otherwise or left out.',
  ],
  [
    /reserved datatype suffix/,
    'Endings like this name the type of split columns. Under Settings, such a field can be called otherwise or left out.',
  ],
  [
    /^Record is missing key property/,
    'Choose another primary key under Settings, or none, then load it again.',
  ],
  [
    /^keys cannot be null/,
    'A key has to have a value. Choose another one under Settings, or none.',
  ],
  [
    /^Incoming Primary Key type/,
    'A key keeps the type of its first value: 1 and "1" are two. A reset begins anew.',
  ],
  [
    /must be a scalar$/,
    'A key is a string, a number or a boolean. Choose another field under Settings.',
  ],
  [/^String keys/, 'The key is too long to name a row.'],
  [
    /^integer out of range/,
    'SQLite holds 64-bit integers. The sender would have to send it as a string.',
  ],
  [/^decimal out of range/, 'The number is beyond what a double holds.'],
  [/^data must be an object/, 'An element of the array is no object; the others were loaded.'],
  [/^nesting deeper/, 'SQLite’s JSON functions read 1000 levels.'],
  [
    /too many columns/,
    'A table holds 2000 columns. Keys that are really values should be an array.',
  ],
  [
    /^Table .* holds elements of arrays/,
    'Objects on the way to an array became an array themselves, or the other way round: rows of one table have one depth. A reset after the sender settled on one begins anew.',
  ],
  [
    /^more than .* elements of arrays$/,
    'Each element would be a row of its own. Under Settings, objects and arrays can be kept as JSON.',
  ],
  [
    /^The loading process ended/,
    'It may need more memory than there is. Loading it again tries it once more.',
  ],
  [/^The capture is gone/, 'It was deleted before it could be loaded.'],
  [/^ERROR: (?!too many)/, 'SQLite did not take this record; the others were loaded.'],
  [/is too long for SQLite$/, 'The rest of the record was loaded without this field.'],
];

/** What a reason means, and what to do about it. */
export function rejectHint(reason: string): string {
  return HINTS.find(([pattern]) => pattern.test(reason))?.[1] ?? '';
}
