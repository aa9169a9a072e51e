import type { NamedOperators } from './operators.ts';
import { spend } from '../values/heap-watch.ts';
import { numberOf } from '../values/numbers.ts';
import { regexOf } from '../values/pattern.ts';
import { documentOf, expectString, type Maybe, type Value } from '../values/values.ts';

/** Regular expressions in expressions. */
export const NAMED_STRINGS: NamedOperators = {
  $regexMatch: (args) => search(args).length > 0,
  $regexFind: (args) => search(args)[0] ?? null,
  $regexFindAll: (args) => search(args, true),
};

function search(args: Readonly<Record<string, Maybe>>, all = false): Value[] {
  const { input, regex, options } = args;
  if (input === undefined || input === null) return [];
  const text = expectString(input, 'the input of a regex expression');
  const pattern = regexOf(regex ?? null, options ?? undefined);
  const global = new RegExp(pattern.source, `${pattern.flags}g`);
  const found: Value[] = [];
  for (const match of text.matchAll(global)) {
    spend(200);
    const captures = match.slice(1).map((part: string | undefined) => part ?? null);
    const idx = numberOf(codePoints(text.slice(0, match.index)));
    found.push(documentOf({ match: match[0], idx, captures }));
    if (!all) break;
  }
  return found;
}

/** The server counts characters, JavaScript halves of some. */
function codePoints(text: string): number {
  return text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}
