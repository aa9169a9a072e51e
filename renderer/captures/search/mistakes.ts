export type Fix = { label: string; text: string };

/** The stretches between spaces; spaces within quotes belong to their stretch. */
export function splitTerms(text: string): { from: number; to: number; text: string }[] {
  const terms: { from: number; to: number; text: string }[] = [];
  for (const match of text.matchAll(/(?:"(?:[^"\\]|\\[^])*"?|[^\s"])+/g)) {
    terms.push({ from: match.index, to: match.index + match[0].length, text: match[0] });
  }
  return terms;
}

/** What would make the search right again: its term taken as plain text, its quote closed. */
export function fixesOf(text: string, problem: { from: number; to: number }): Fix[] {
  const term = splitTerms(text).find(({ from, to }) => problem.from < to && problem.to >= from);
  if (!term) return [];
  const quotes = term.text.match(/(?<!\\)"/g) ?? [];
  if (quotes.length % 2 === 1) return [{ label: 'Close the quote', text: `${text}"` }];
  const isOut = term.text.startsWith('-') && term.text.length > 1;
  const words = isOut ? term.text.slice(1) : term.text;
  if (words.includes('"') || !/[\p{L}\p{N}]/u.test(words)) {
    return [{ label: `Remove “${term.text}”`, text: withoutTerm(text, term) }];
  }
  const quoted = `${isOut ? '-' : ''}"${words.replaceAll('\\', '\\\\')}"`;
  return [
    {
      label: `Search for “${words}” as text`,
      text: text.slice(0, term.from) + quoted + text.slice(term.to),
    },
  ];
}

/** The search without one of its terms. */
export function withoutTerm(text: string, term: { from: number; to: number }): string {
  const before = text.slice(0, term.from).trimEnd();
  const after = text.slice(term.to).trimStart();
  return before === '' || after === '' ? before + after : `${before} ${after}`;
}
