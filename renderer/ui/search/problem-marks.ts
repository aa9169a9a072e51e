export type MarkedPart = { from: number; text: string; bad: boolean };

/**
 * Cuts a search text into stretches with and without a mistake. Places outside of the text are cut
 * off; a mistake of no length marks the letter before it, so that it can be seen.
 */
export function markProblems(
  text: string,
  problems: readonly { from: number; to: number; message?: string }[],
): MarkedPart[] {
  const bad = Array.from(text, () => false);
  for (const { from, to } of problems) {
    const end = Math.min(to, text.length);
    const start = Math.max(0, Math.min(from, end - 1));
    for (let i = start; i < end; i += 1) bad[i] = true;
  }
  const parts: MarkedPart[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const last = parts.at(-1);
    const isBad = bad[i] === true;
    if (last && last.bad === isBad) last.text += text[i];
    else parts.push({ from: i, text: text[i] ?? '', bad: isBad });
  }
  return parts;
}
