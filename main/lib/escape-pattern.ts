/** A text as a regular expression that finds just it, as an alternative or a group of its own; not inside a class. */
export const escapePattern = (text: string): string =>
  text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
