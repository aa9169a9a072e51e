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

/** A time so far ahead is worth a word where no limit is known. */
const NOTED_AHEAD = 300;
const CLOCKS = 'The sender’s clock or yours is off.';

interface Age {
  fault: Fault | null;
  note: string | null;
}

/**
 * Judges the age of a genuine signature at arrival, as the sender's own library does. A window that
 * the sender does not name gives a note, not a failure; so does a time ahead that its library takes.
 */
export function checkAge(
  rule: Pick<TimeRule, 'window' | 'sides' | 'ahead' | 'lenient'>,
  skewSeconds: number,
): Age {
  const { window } = rule;
  const late = window !== null && skewSeconds > window;
  const allowedAhead = rule.ahead ?? window ?? NOTED_AHEAD;
  if (!late && -skewSeconds <= allowedAhead) return { fault: null, note: null };
  const size = inWords(Math.abs(skewSeconds));
  if (late) {
    const text = `Signed ${size} before it arrived; ${inWords(window)} are allowed.`;
    return judged(rule, { code: 'TIMESTAMP_TOO_OLD', text });
  }
  if (rule.sides === 'old') {
    return {
      fault: null,
      note: `Dated ${size} in the future: the sender’s clock or yours is off.`,
    };
  }
  const limit =
    allowedAhead === 0 ? 'no time ahead is allowed' : `${inWords(allowedAhead)} are allowed`;
  return judged(rule, {
    code: 'TIMESTAMP_IN_FUTURE',
    text: `Dated ${size} in the future; ${limit}. ${CLOCKS}`,
  });
}

function judged(rule: Pick<TimeRule, 'lenient'>, fault: Fault): Age {
  if (rule.lenient !== true) return { fault, note: null };
  return { fault: null, note: `${fault.text} The sender names no limit.` };
}

/** Seconds as a person says them. */
export function inWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  if (whole < 7200) return `${Math.round(whole / 60)} min`;
  return whole < 172_800 ? `${Math.round(whole / 3600)} h` : `${Math.round(whole / 86_400)} days`;
}
