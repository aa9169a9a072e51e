/** The stretches between spaces; spaces within quotes belong to their stretch. */
export function splitTerms(text: string): { from: number; to: number; text: string }[] {
  const terms: { from: number; to: number; text: string }[] = [];
  for (const match of text.matchAll(/(?:"(?:[^"\\]|\\[^])*"?|[^\s"])+/g)) {
    terms.push({ from: match.index, to: match.index + match[0].length, text: match[0] });
  }
  return terms;
}

/** The search without one of its terms. */
export function withoutTerm(text: string, term: { from: number; to: number }): string {
  const before = text.slice(0, term.from).trimEnd();
  const after = text.slice(term.to).trimStart();
  return before === '' || after === '' ? before + after : `${before} ${after}`;
}
