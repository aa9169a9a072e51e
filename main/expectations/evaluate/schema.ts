import { type OutputUnit, type SchemaDraft, Validator } from '@cfworker/json-schema';
import type { Json } from '../../lib/json/exact-json.ts';
import type { Need } from './needs.ts';

const DRAFTS: readonly [RegExp, SchemaDraft][] = [
  [/draft-04/, '4'],
  [/draft-0[67]/, '7'],
  [/2019-09/, '2019-09'],
];

/**
 * A JSON Schema as an operator. It is interpreted: no code is made of it, and nothing it refers to is
 * fetched. Numbers are doubles here, as JSON Schema's own are.
 */
export function schemaNeed(schema: boolean | { [key: string]: unknown }): Need {
  const told = typeof schema === 'object' ? JSON.stringify(schema['$schema'] ?? '') : '';
  const draft = DRAFTS.find(([named]) => named.test(told))?.[1] ?? '2020-12';
  // The library marks schemas as it reads them.
  const own = structuredClone(schema);
  let validator: Validator | undefined;
  const judge = (value: Json): { valid: boolean; words: string } => {
    try {
      validator ??= new Validator(own, draft, false);
      const { valid, errors } = validator.validate(value);
      return { valid, words: valid ? '' : wordsOf(errors) };
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return { valid: false, words: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    words: 'fits the schema',
    holds: (_value, plain) => judge(plain()).valid,
    why: (plain) => judge(plain()).words,
  };
}

/** The deepest mistake: those above it only say that something below is wrong. */
function wordsOf(errors: readonly OutputUnit[]): string {
  const depth = ({ instanceLocation }: OutputUnit): number => instanceLocation.split('/').length;
  const deepest = Math.max(...errors.map(depth));
  const at = errors.findLast((one) => depth(one) === deepest);
  if (at === undefined) return 'the schema does not hold';
  const place = at.instanceLocation.replace(/^#\/?/, '/');
  return `${place === '/' ? 'the whole' : place}: ${at.error}`;
}
