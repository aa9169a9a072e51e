const MAX_PATTERN = 1000;
const MAX_INPUT = 10_000;
/** A repeated group that itself ends in a repetition: time grows with the power of the input. */
const NESTED = /\([^()]*[+*}][^()]*\)(?:[+*]|\{\d+,\d*\})/;
const ALTERNATIVES = /\([^()]*\|[^()]*\)(?:[+*]|\{\d+,\d*\})/;
const BACK_REFERENCE = /\\[1-9]|\\k</;

/**
 * Matches a text against a pattern of an expression. Patterns and texts may be hostile, and a
 * regular expression cannot be stopped: those that could take for ever are refused by their form.
 */
export function matchPattern(
  pattern: string,
  flags: string,
  text: string,
): { matches: boolean } | { problem: string } {
  if (pattern.length > MAX_PATTERN) return { problem: 'the pattern of %regex is too long' };
  if (NESTED.test(pattern) || ALTERNATIVES.test(pattern) || BACK_REFERENCE.test(pattern)) {
    return {
      problem: 'the pattern of %regex could take for ever: a repetition inside a repetition',
    };
  }
  const repeats = pattern.match(/[+*]|\{\d+,\d*\}/g)?.length ?? 0;
  if (repeats > 8) return { problem: 'the pattern of %regex has too many repetitions' };
  // Several repetitions in a row are polynomial: the more there are, the shorter the text.
  const longest = repeats <= 2 ? MAX_INPUT : repeats <= 4 ? 1000 : 200;
  if (text.length > longest) return { problem: 'the text is too long for this %regex' };
  const known = [...new Set(flags)].filter((flag) => 'ims'.includes(flag)).join('');
  try {
    return { matches: new RegExp(pattern, known).test(text) };
  } catch {
    return { problem: 'the pattern of %regex is not a regular expression' };
  }
}
