import { type Field, readRecords } from './json/read-records.ts';
import { Scanner } from '../lib/json/scan.ts';
import { canonicalName } from './names.ts';

/** A row of a subtable: an element of an array, with its place in each array on the way. */
export interface Child {
  table: string;
  levels: number[];
  fields: Field[];
}

export interface Denested {
  fields: Field[];
  children: Child[];
  /** There are more elements than one record may have rows. */
  tooMany?: boolean;
  /** A name that two arrays of one element lead to: their rows could not be told apart. */
  collision?: string;
}

/** Rows of subtables that one record may become: they are held together until all are known. */
export const MAX_CHILDREN = 200_000;

/**
 * Takes a record apart as destinations without nested values get it: objects flatten into their
 * parent as `parent__child`, arrays leave it for a table `data__path`. Empty ones leave nothing.
 * Depth is bounded beforehand: see `MAX_DEPTH`.
 */
export function denest(fields: readonly Field[]): Denested {
  const walk: Denested = { fields: [], children: [] };
  walk.fields = flatten(fields, { prefix: '', table: 'data', levels: [], seen: new Set() }, walk);
  return walk;
}

/** Where fields stand: within which element, and under which objects of it. */
interface Scope {
  prefix: string;
  table: string;
  levels: readonly number[];
  /** Subtables that arrays of this element went to. */
  seen: Set<string>;
}

function flatten(fields: readonly Field[], scope: Scope, walk: Denested): Field[] {
  return fields.flatMap((field): Field[] => {
    const key = scope.prefix + field.key;
    if (field.kind !== 'json') return [{ ...field, key }];
    if (field.source.startsWith('[')) {
      const table = `${scope.table}__${key}`;
      const name = canonicalName(table);
      if (scope.seen.has(name)) walk.collision ??= canonicalName(key);
      scope.seen.add(name);
      addElements(field.source, table, scope.levels, walk);
      return [];
    }
    const [record] = readRecords(field.source);
    if (record?.kind !== 'object') return [];
    return flatten(record.fields, { ...scope, prefix: `${key}__` }, walk);
  });
}

function addElements(
  source: string,
  table: string,
  levels: readonly number[],
  walk: Denested,
): void {
  let at = -1;
  for (const element of readRecords(source)) {
    at += 1;
    if (walk.children.length >= MAX_CHILDREN) {
      walk.tooMany = true;
      return;
    }
    const place = [...levels, at];
    if (element.kind === 'object') {
      // The row goes before those of its own arrays.
      const child: Child = { table, levels: place, fields: [] };
      walk.children.push(child);
      const scope = { prefix: '', table, levels: place, seen: new Set<string>() };
      child.fields = flatten(element.fields, scope, walk);
    } else if (element.source.startsWith('[')) {
      addElements(element.source, `${table}__value`, place, walk);
    } else if (element.source !== 'null') {
      walk.children.push({ table, levels: place, fields: [scalarField(element.source)] });
    }
  }
}

function scalarField(source: string): Field {
  const first = source[0];
  if (first === '"') return { key: 'value', kind: 'string', source };
  if (first === 't' || first === 'f') return { key: 'value', kind: 'boolean', source };
  const isInteger = new Scanner(source).number();
  return { key: 'value', kind: isInteger ? 'integer' : 'float', source };
}
