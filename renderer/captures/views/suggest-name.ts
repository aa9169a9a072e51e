/** A name for a view of this search: the values of its terms. */
export function suggestName(search: string): string {
  const words = search
    .trim()
    .split(/\s+/)
    .map((term) =>
      term
        .replace(/^-/, 'not ')
        .replace(/[a-z.]+:/i, '')
        .replaceAll('"', ''),
    )
    .filter((word) => word !== '');
  const name = words.join(' ').slice(0, 40);
  return name === '' ? '' : name.charAt(0).toUpperCase() + name.slice(1);
}
