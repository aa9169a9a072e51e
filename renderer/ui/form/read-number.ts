/** Reads a typed number; blanks, commas and _ may group its digits. Null for anything else. */
export function readNumber(text: string): number | null {
  const number = Number(text.trim().replaceAll(/[\s,_](?=\d)/g, ''));
  return text.trim() !== '' && Number.isFinite(number) ? number : null;
}
