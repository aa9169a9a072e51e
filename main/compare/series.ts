import type { ComparePart, Series, SeriesRow } from '../../preload/contract/captures/compare.ts';
import { COMPARE_PARTS } from '../../preload/rules/compare-parts.ts';
import { headerValue } from '../lib/headers.ts';
import { SECRET_NAME } from '../lib/secrets/secret-name.ts';
import { cut } from './difference.ts';
import { ignoringBy } from './ignore.ts';
import { type JsonNode, readJsonText, sourceOf, stringOf } from './json/read-json.ts';
import { bodyOf, formPairs } from './parts/body.ts';
import { queryPairs } from './parts/outcome.ts';
import type { Pair } from './parts/pairs.ts';
import type { Side } from './side.ts';

export interface SeriesOrder {
  sides: Side[];
  patterns: string[] | null;
}

/** Values of one capture that are told apart. */
const MOST_PATHS = 5000;
const MOST_ROWS = 1000;
const LONGEST = 120;
const MASK = '****';

type Fact = Pick<SeriesRow, 'part' | 'path'> & {
  names: readonly string[] | null;
  value: string;
};

/** How several captures vary: a row for each path whose value is not the same in all. */
export function compareSeries({ sides, patterns }: SeriesOrder): Series {
  const ignoring = ignoringBy(patterns);
  const rows = new Map<string, Omit<Fact, 'value'> & { values: (string | null)[] }>();
  const notes = new Set<string>();
  sides.forEach((side, at) => {
    const facts = factsOf(side);
    if (facts.length >= MOST_PATHS) {
      notes.add('Of each capture the first 5,000 paths are compared.');
    }
    for (const { value, ...fact } of facts) {
      const key = `${fact.part} ${fact.path}`;
      const row = rows.get(key) ?? { ...fact, values: sides.map(() => null) };
      rows.set(key, row);
      row.values[at] = value;
    }
  });
  const all = [...rows.values()];
  const varying = all.filter(({ values }) => new Set(values).size > 1);
  const shown = varying
    .filter(({ names }) => names === null || ignoring(names) === null)
    // A path that only later captures have stands with its kind, not at the end.
    .toSorted((a, b) => placeOf(a.part) - placeOf(b.part));
  return {
    captures: sides.map(({ capture }) => capture),
    rows: shown.slice(0, MOST_ROWS).map(({ part, path, names, values }) => ({
      part,
      path,
      pattern: names === null ? null : names.join('.'),
      values: values.map((value) => masked(names, value)),
    })),
    total: shown.length,
    constant: all.length - varying.length,
    ignored: varying.length - shown.length,
    notes: [...notes],
  };
}

const placeOf = (part: ComparePart): number => COMPARE_PARTS.indexOf(part);

/** As in the list: what proves an identity is not put forward. */
function masked(names: readonly string[] | null, value: string | null): string | null {
  if (value === null || !names?.some((name) => SECRET_NAME.test(name.toLowerCase()))) {
    return cut(value, LONGEST);
  }
  return MASK;
}

function factsOf(side: Side): Fact[] {
  const { capture } = side;
  const facts: Fact[] = [];
  const add = (fact: Fact): void => {
    if (facts.length < MOST_PATHS) facts.push(fact);
  };
  const outcome = { status: capture.status, reason: capture.reason, event: capture.eventType };
  for (const [path, value] of Object.entries(outcome)) {
    if (value !== null) add({ part: 'outcome', path, names: null, value: String(value) });
  }
  add({ part: 'line', path: 'method', names: null, value: capture.method });
  const path = capture.target.split('?', 1)[0] ?? '';
  add({ part: 'line', path: 'path', names: null, value: path });
  addPairs(queryPairs(side), { part: 'query', names: ['query'] }, add);
  const headers = side.headers.map(([name, value]) => ({
    name: name.toLowerCase(),
    value,
    raw: '',
  }));
  addPairs(headers, { part: 'headers', names: ['header'] }, add);
  addBody(side, add);
  return facts;
}

function addPairs(
  pairs: readonly Pair[],
  at: Pick<Fact, 'part'> & { names: readonly string[] },
  add: (fact: Fact) => void,
): void {
  const seen = new Map<string, number>();
  for (const { name, value } of pairs) {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    const path = nth === 1 ? name : `${name}(${nth})`;
    add({ part: at.part, path, names: [...at.names, name], value });
  }
}

function addBody(side: Side, add: (fact: Fact) => void): void {
  const told = { contentType: headerValue(side.headers, 'content-type'), chosen: side.charset };
  const body = bodyOf(side.body, told);
  const kind = body.reading.kind();
  if (kind === 'form') return addPairs(formPairs(body), { part: 'body', names: ['body'] }, add);
  const json = kind === 'json' ? readJsonText(body.reading.decoded().text) : undefined;
  if (json) return addLeaves(json.text, json.root, { path: '', names: ['body'] }, add);
  const value = body.reading.words() ?? `${side.body.length} bytes`;
  if (kind !== 'empty') add({ part: 'body', path: 'the whole', names: ['body'], value });
}

interface Place {
  path: string;
  names: readonly string[];
}

function addLeaves(text: string, node: JsonNode, at: Place, add: (fact: Fact) => void): void {
  if (node.kind === 'object' && node.keys.length > 0) {
    node.values.forEach((value, i) => {
      const key = node.keys[i] ?? '';
      const path = at.path === '' ? key : `${at.path}.${key}`;
      addLeaves(text, value, { path, names: [...at.names, key] }, add);
    });
  } else if (node.kind === 'array' && node.values.length > 0) {
    node.values.forEach((value, i) =>
      addLeaves(text, value, { path: `${at.path}[${i}]`, names: [...at.names, '*'] }, add),
    );
  } else {
    const value = node.kind === 'string' ? stringOf(text, node) : sourceOf(text, node);
    add({ part: 'body', path: at.path === '' ? 'the whole' : at.path, names: at.names, value });
  }
}
