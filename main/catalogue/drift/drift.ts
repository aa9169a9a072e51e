import { formatOf, timeOf } from '../shape/formats.ts';
import type { TypeName } from '../shape/judge.ts';
import { WrittenNumber } from '../shape/json.ts';
import { CAPS, isPrivate } from '../shape/shape.ts';
import { below, itemOf } from './path.ts';
import type { Rule } from './rule.ts';
import type { DriftKind } from '../../../preload/rules/drift-kinds.ts';

/** One way in which a body is not like its baseline. */
export interface Finding {
  kind: DriftKind;
  /** See `path.ts`. */
  path: string;
  /** In words, for people. */
  was: string;
  now: string;
}

const MOST = 20;

/**
 * How a body differs from a baseline: the topmost of what is new, each path and kind once, 20 at most.
 *
 * @param value as `readJson` gives it
 */
export function driftOf(value: unknown, rule: Rule): Finding[] {
  const found = new Map<string, Finding>();
  compare(value, rule, { path: '', key: '', depth: 0 }, found);
  return [...found.values()];
}

interface Place {
  path: string;
  key: string;
  depth: number;
}

type Found = Map<string, Finding>;

function note(found: Found, finding: Finding): void {
  if (found.size < MOST) found.set(`${finding.kind} ${finding.path}`, finding);
}

function compare(value: unknown, rule: Rule, place: Place, found: Found): void {
  if (rule.types.length === 0) return;
  const type = typeOf(value);
  const isKnown =
    rule.types.includes(type) || (type === 'integer' && rule.types.includes('number'));
  if (!isKnown) {
    const was = rule.types.join(' or ');
    if (type !== 'null') note(found, { kind: 'type', path: place.path, was, now: type });
    else if (rule.sure) note(found, { kind: 'null', path: place.path, was, now: 'null' });
    return;
  }
  if (typeof value === 'string') compareString(value, rule, place, found);
  else if (type === 'integer') compareInteger(value, rule, place, found);
  else if (place.depth >= CAPS.depth) return;
  else if (Array.isArray(value)) {
    const item = { path: itemOf(place.path), key: place.key, depth: place.depth + 1 };
    if (rule.item)
      for (const one of value.slice(0, CAPS.items)) compare(one, rule.item, item, found);
  } else if (type === 'object') compareObject(value as object, rule, place, found);
}

function compareString(text: string, rule: Rule, { path, key }: Place, found: Found): void {
  if (rule.values !== undefined && !rule.values.includes(text)) {
    const now = isPrivate(key) ? 'another value' : quote(text);
    note(found, { kind: 'enum', path, was: rule.values.map(quote).join(', '), now });
  }
  const { format } = rule;
  if (format === undefined || format.startsWith('unix-')) return;
  const is = formatOf(text);
  if (is === format || (format === 'uri-template' && is === 'uri')) return;
  note(found, { kind: 'format', path, was: format, now: is ?? 'text' });
}

function compareInteger(value: unknown, rule: Rule, { path, key }: Place, found: Found): void {
  if (value instanceof WrittenNumber) {
    if (rule.unsafe === true) return;
    note(found, {
      kind: 'unsafe-integer',
      path,
      was: 'integers that JavaScript keeps',
      now: value.source.slice(0, CAPS.length),
    });
  } else if (rule.format?.startsWith('unix-') && timeOf(key, Number(value)) !== rule.format) {
    note(found, { kind: 'format', path, was: rule.format, now: String(value) });
  }
}

function compareObject(value: object, rule: Rule, place: Place, found: Found): void {
  const keys = keysOf(rule);
  for (const [key, inner] of Object.entries(value)) {
    const path = below(place.path, key);
    const known = keys.get(key) ?? rule.rest;
    if (known === undefined) {
      note(found, { kind: 'new-field', path, was: 'absent', now: typeOf(inner) });
    } else compare(inner, known, { path, key, depth: place.depth + 1 }, found);
  }
  for (const key of rule.required ?? []) {
    if (Object.hasOwn(value, key)) continue;
    const was = keys.get(key)?.types.join(' or ') ?? 'there';
    note(found, { kind: 'missing-field', path: below(place.path, key), was, now: 'absent' });
  }
}

const maps = new WeakMap<Rule, ReadonlyMap<string, Rule>>();

function keysOf(rule: Rule): ReadonlyMap<string, Rule> {
  const known = maps.get(rule);
  if (known !== undefined) return known;
  const made = new Map(rule.keys);
  maps.set(rule, made);
  return made;
}

function typeOf(value: unknown): TypeName {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof WrittenNumber) return value.isInteger ? 'integer' : 'number';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return 'object';
}

const quote = (text: string): string => JSON.stringify(text.slice(0, CAPS.length));
