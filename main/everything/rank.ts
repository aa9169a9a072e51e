/** What is compared with what was typed. */
export interface Named {
  id: string;
  title: string;
  /** Other texts it is known by; they count a little less than the title. */
  words: readonly string[];
  /** Epoch ms: what is newer counts more; null for what does not age. */
  at: number | null;
  /** What was typed stands in it, where its texts do not show that. */
  isPart?: boolean;
}

const EXACT = 1000;
const PREFIX = 480;
const WORD_START = 230;
const PART = 110;
const IN_ORDER = 50;
const OTHER = 0.9;
const HALF_LIFE_MS = 3 * 86_400_000;
/** Fewer letters in order stand in nearly every text. */
const LEAST_IN_ORDER = 3;

/**
 * How near a thing is to what was typed, 0 where it is not meant: the exact id, then the start of a text,
 * the start of a word, a part, and letters in their order. Age takes at most half, so that an older thing
 * that is named never falls behind a newer one that is like it. Words of the text may stand apart.
 */
export function scoreOf(typed: string, thing: Named, nowMs: number): number {
  const text = typed.trim().toLowerCase();
  if (text === '') return 0;
  const fit = thing.id.toLowerCase() === text ? EXACT : best(text, thing);
  const age = thing.at === null ? 0 : Math.max(0, nowMs - thing.at);
  return fit * (0.5 + 0.5 * 2 ** (-age / HALF_LIFE_MS));
}

function best(text: string, { title, words, isPart = false }: Named): number {
  const fields = [title, ...words];
  const fitOf = (wanted: string): number =>
    Math.max(
      ...fields.map((field, i) => fitIn(wanted, field.toLowerCase()) * (i === 0 ? 1 : OTHER)),
    );
  const whole = Math.max(fitOf(text), isPart ? PART : 0);
  const parts = text.split(/\s+/);
  if (whole > IN_ORDER || parts.length === 1) return whole;
  // Each has to be found; together they are no more than parts.
  return Math.max(whole, Math.min(PART, ...parts.map(fitOf)));
}

function fitIn(text: string, field: string): number {
  const at = field.indexOf(text);
  if (at === 0) return field.length === text.length ? EXACT : PREFIX;
  if (at > 0) return startsWord(text, field, at) ? WORD_START : PART;
  return text.length >= LEAST_IN_ORDER && isInOrder(text, field) ? IN_ORDER : 0;
}

function startsWord(text: string, field: string, first: number): boolean {
  for (let at = first; at >= 0; at = field.indexOf(text, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(field.charAt(at - 1))) return true;
  }
  return false;
}

function isInOrder(text: string, field: string): boolean {
  let at = -1;
  for (const letter of text) {
    at = field.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
