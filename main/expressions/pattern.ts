import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

const MAX_PATTERN = 1000;
/** Steps of the pattern times characters of the text: each product costs 0.3 µs at worst. */
const MAX_WORK = 500_000;

const load = createRequire(import.meta.url);
let engine: typeof RE2JS | undefined;

/** Loaded by the first pattern: few apps have one, and the start of the engine does not wait for it. */
function engineOf(): typeof RE2JS {
  engine ??= (load('re2js') as typeof import('re2js')).RE2JS;
  return engine;
}

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
  const re2 = engineOf();
  let compiled: RE2JS;
  try {
    compiled = re2.compile(re2.translateRegExp(pattern), flagsOf(flags, re2));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problem: `the pattern of %regex is not one that RE2 takes: ${why}` };
  }
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (compiled.programSize() * length > MAX_WORK) {
    return { problem: 'the text is too long for this %regex' };
  }
  return { matches: texts.some((text) => compiled.test(text)) };
}

function flagsOf(flags: string, re2: typeof RE2JS): number {
  return (
    (flags.includes('i') ? re2.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? re2.MULTILINE : 0) |
    (flags.includes('s') ? re2.DOTALL : 0)
  );
}
