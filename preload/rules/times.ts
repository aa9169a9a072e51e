const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** How a length of time is written: `500ms`, `10s`, `2m`, `1h`, `7d`. */
export const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;

/** A length of time in milliseconds; undefined for a text that is none. */
export function durationMs(text: string): number | undefined {
  const [, digits, unit] = DURATION.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/**
 * Reads from when on captures count: a length of time ago, ISO 8601, epoch ms, a capture, a mark, `start`,
 * or `all`.
 *
 * @param start what `start` means: a capture, a mark, or epoch ms as text; undefined for everything
 * @returns a place in the order of arrival; undefined where everything counts; null for what is no time
 */
export function readPlace(
  text: string,
  start: string | undefined,
  nowMs: number,
): string | undefined | null {
  if (text === 'all') return undefined;
  if (text === 'start') return start;
  const ago = durationMs(text);
  if (ago !== undefined) return String(nowMs - ago);
  // Epoch ms, or the 11 letters and digits of a capture or a mark.
  if (/^\d{12,15}$/.test(text) || /^[0-9a-hj-km-np-tv-z]{11}$/i.test(text)) return text;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(at) && at >= 1e11 ? String(at) : null;
}
/** `14 min`, `2 h 5 min`, `3 days`: as exact as one remembers it. */
export function awayWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}
