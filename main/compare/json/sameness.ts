import { decimalOf } from '../../lib/json/decimal.ts';
import { type JsonNode, sourceOf, stringOf } from './read-json.ts';

/**
 * Numbers that are the same for values that are the same: order of keys, spelling of numbers and escapes
 * do not count. They only propose pairs; what is in a pair is compared in full.
 */
export interface Sameness {
  of: (text: string, node: JsonNode) => number;
  /** The same of each member of an object, with its name. */
  members: (text: string, node: JsonNode) => number[];
}

export function createSameness(): Sameness {
  const known = new WeakMap<JsonNode, number>();

  function of(text: string, node: JsonNode): number {
    const before = known.get(node);
    if (before !== undefined) return before;
    const made = compute(text, node);
    known.set(node, made);
    return made;
  }

  function members(text: string, node: JsonNode): number[] {
    if (node.kind !== 'object') return [];
    return node.keys.map((key, i) => {
      const value = node.values[i];
      return mix(hashOf(key), value === undefined ? 0 : of(text, value));
    });
  }

  function compute(text: string, node: JsonNode): number {
    switch (node.kind) {
      case 'object':
        // A sum, so that the order of keys does not count.
        return members(text, node).reduce((sum, one) => (sum + one) | 0, 17);
      case 'array':
        return node.values.reduce((seed, value) => mix(seed, of(text, value)), 31);
      case 'string':
        return hashOf(`"${stringOf(text, node)}`);
      case 'number':
        return hashOf(decimalOf(sourceOf(text, node)));
      case 'boolean':
      case 'null':
      case 'folded':
        return hashOf(sourceOf(text, node));
    }
  }

  return { of, members };
}

/** FNV-1a over UTF-16 units. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash | 0;
}

const mix = (seed: number, value: number): number =>
  Math.imul((seed ^ value) + 0x9e3779b9, 0x85ebca6b) ^ (seed >>> 13);
