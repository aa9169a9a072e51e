import type { Fault } from './find-signature.ts';
import type { TimeRule } from './scheme.ts';

/** Epoch ms of a time as the sender writes it; null where it is none. */
export function readTime(text: string, unit: TimeRule['unit']): number | null {
  switch (unit) {
    case 's':
      return /^\d{1,12}$/.test(text) ? Number(text) * 1000 : null;
    case 'ms':
      return /^\d{1,15}$/.test(text) ? Number(text) : null;
    case 'rfc3339': {
      if (!/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/.test(text))
        return null;
      // Twitch writes nanoseconds, which Date does not read everywhere.
      return numberOrNull(Date.parse(text.replace(/(\.\d{3})\d+/, '$1')));
    }
    case 'imf':
      return numberOrNull(Date.parse(text));
  }
}

const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** A time as the sender would write it. */
export function writeTime(at: number, unit: TimeRule['unit']): string {
  switch (unit) {
    case 's':
      return String(Math.floor(at / 1000));
    case 'ms':
      return String(Math.floor(at));
    case 'rfc3339':
      return new Date(at).toISOString().replace('.000Z', 'Z');
    case 'imf':
      return new Date(at).toUTCString();
  }
}

/**
 * Judges the age of a genuine signature at arrival. A window that the sender does not name gives a
 * note, not a failure.
 */
export function judgeAge(
  rule: TimeRule,
  skewSeconds: number,
): { fault: Fault | null; note: string | null } {
  const { window } = rule;
  if (window === null) return { fault: null, note: null };
  const late = skewSeconds > window;
  const early = rule.sides === 'both' && -skewSeconds > window;
  if (!late && !early) return { fault: null, note: null };
  const size = inWords(Math.abs(skewSeconds));
  const text = late
    ? `Signed ${size} before it arrived; ${inWords(window)} are allowed.`
    : `Signed for a time ${size} after its arrival; ${inWords(window)} are allowed. Compare the clocks.`;
  if (rule.lenient === true) return { fault: null, note: `${text} The sender names no limit.` };
  return { fault: { code: late ? 'TIMESTAMP_TOO_OLD' : 'TIMESTAMP_IN_FUTURE', text }, note: null };
}

/** Seconds as a person says them. */
export function inWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  if (whole < 7200) return `${Math.round(whole / 60)} min`;
  return whole < 172_800 ? `${Math.round(whole / 3600)} h` : `${Math.round(whole / 86_400)} days`;
}
