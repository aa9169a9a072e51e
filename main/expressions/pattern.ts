import { RE2JS } from 're2js';

const MAX_PATTERN = 1000;
/** Steps of the pattern times characters of the text: each product costs 0.3 µs at worst. */
const MAX_WORK = 500_000;

/**
 * Whether one of some texts matches a pattern of an expression. Both may be hostile, and this happens on the
 * thread that everything else waits for: so it is RE2, which the vendor's server used as well. Its
 * time is linear; it has no look-around and no back references.
 */
export function matchPattern(
  pattern: string,
  flags: string,
  texts: readonly string[],
): { matches: boolean } | { problem: string } {
  if (pattern.length > MAX_PATTERN) return { problem: 'the pattern of %regex is too long' };
  let compiled: RE2JS;
  try {
    compiled = compile(pattern, flagsOf(flags));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problem: `RE2 does not accept the pattern of %regex: ${why}` };
  }
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (compiled.programSize() * length > MAX_WORK) {
    return { problem: 'the text is too long for this %regex' };
  }
  return { matches: texts.some((text) => compiled.test(text)) };
}

/**
 * Compiling takes some twenty times as long as matching, and an app asks the same few patterns for
 * every request. Remembering changes no result; the least recently asked one is forgotten first.
 */
const compiledBefore = new Map<string, RE2JS>();
const REMEMBERED = 64;

function compile(pattern: string, flags: number): RE2JS {
  const key = `${flags}:${pattern}`;
  const found = compiledBefore.get(key) ?? RE2JS.compile(RE2JS.translateRegExp(pattern), flags);
  compiledBefore.delete(key);
  compiledBefore.set(key, found);
  const [oldest] = compiledBefore.keys();
  if (compiledBefore.size > REMEMBERED && oldest !== undefined) compiledBefore.delete(oldest);
  return found;
}

function flagsOf(flags: string): number {
  return (
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0)
  );
}
