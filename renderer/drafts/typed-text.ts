/**
 * Drafts as one text that a person can read and paste from: a heading for each, long texts as they stand.
 */
export function typedText(drafts: readonly { key: string; value: unknown }[]): string {
  return drafts
    .map(({ key, value }) => `=== ${headingOf(key)} ===\n\n${lines(value)}\n`)
    .join('\n');
}

function headingOf(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    // A key with a stray percent sign is shown as it is.
    return key;
  }
}

function lines(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return JSON.stringify(value) ?? '';
  }
  return Object.entries(value)
    .map(([name, part]) => {
      const text = lines(part);
      return text.includes('\n') ? `${name}:\n${text}\n` : `${name}: ${text}`;
    })
    .join('\n');
}
