import { bad } from '../refusals.ts';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a length of time such as `500ms`, `10s`, `2m`, `1h`, `7d`.
 *
 * @returns milliseconds
 * @throws BackstitchError BAD_ARGUMENT
 */
export const readDuration =
  (flag: string) =>
  (text: string): number => {
    const ms = durationOf(text);
    if (ms !== undefined) return ms;
    throw bad(`${flag} ${text} is no length of time.`, 'Write 500ms, 10s, 2m, 1h or 7d.');
  };

function durationOf(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** A place in the order of arrival, as the engine reads it; undefined where everything counts. */
export type SincePlace = string | undefined;

/** When this command was started, epoch ms. */
const startedAt = (): number => Math.floor(performance.timeOrigin);

/**
 * Reads `--since`: a length of time ago, ISO 8601, epoch ms, a capture, a mark, `start` of the command,
 * or `all`.
 *
 * @throws BackstitchError BAD_ARGUMENT
 */
export function readSince(text: string, nowMs: number = Date.now()): SincePlace {
  if (text === 'all') return undefined;
  if (text === 'start') return String(startedAt());
  const ago = durationOf(text);
  if (ago !== undefined) return String(nowMs - ago);
  // Epoch ms, or the 11 letters and digits of a capture or a mark.
  if (/^\d{12,15}$/.test(text) || /^[0-9a-hj-km-np-tv-z]{11}$/i.test(text)) return text;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at) && at >= 1e11) return String(at);
  throw bad(
    `--since ${text} is no time.`,
    'Write 10s, 2m or 1h, a time such as 2026-11-27T08:00, epoch ms, a capture, a mark, start or all.',
  );
}
