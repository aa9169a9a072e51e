const HINTS: readonly [RegExp, string][] = [
  [/^Field collision/, 'Two keys of the record give the same column: column names ignore case.'],
  [
    /reserved prefix/,
    'Backstitch uses columns that begin like this. Rename or leave out such fields under Settings.',
  ],
  [
    /reserved datatype suffix/,
    'Endings like this mark split columns. Rename or leave out such fields under Settings.',
  ],
  [
    /^Record is missing key property/,
    'Choose another primary key under Settings, or none, then load it again.',
  ],
  [/^keys cannot be null/, 'A key needs a value. Choose another one under Settings, or none.'],
  [
    /^Incoming Primary Key type/,
    'A key keeps the type of its first value: 1 and "1" differ. A reset starts over.',
  ],
  [
    /must be a scalar$/,
    'A key is a string, a number or a boolean. Choose another field under Settings.',
  ],
  [/^String keys/, 'The key is too long.'],
  [
    /^integer out of range/,
    'SQLite holds 64-bit integers only. The sender has to send it as a string.',
  ],
  [/^decimal out of range/, 'The number does not fit into a double.'],
  [/^data must be an object/, 'An element of the array is not an object. The others were loaded.'],
  [/^nesting deeper/, 'SQLite reads at most 1,000 levels of JSON.'],
  [
    /too many columns/,
    'A table has at most 2,000 columns. Use an array for keys that are really values.',
  ],
  [
    /^Table .* holds elements of arrays/,
    'An object around an array became an array, or the other way round. Rows of a table have one depth. Reset once the sender settled on one.',
  ],
  [
    /^more than .* elements of arrays$/,
    'Each element would become a row. Keep objects and arrays as JSON under Settings.',
  ],
  [/^The loading process ended/, 'It may need more memory than there is. Load it again to retry.'],
  [/^The capture is gone/, 'It was deleted before it could be loaded.'],
  [/^ERROR: (?!too many)/, 'SQLite refused this record. The others were loaded.'],
  [/is too long for SQLite$/, 'The rest of the record was loaded without this field.'],
];

/** What a reason means, and what to do about it. */
export function rejectHint(reason: string): string {
  return HINTS.find(([pattern]) => pattern.test(reason))?.[1] ?? '';
}
