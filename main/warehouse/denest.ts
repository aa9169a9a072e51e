import { type Field, readRecords } from './json/read-records.ts';
import { Scanner } from './json/scan.ts';

/** A row of a subtable: an element of an array, with its place in each array on the way. */
export interface Child {
  table: string;
  levels: number[];
  fields: Field[];
}

export interface Denested {
  fields: Field[];
  children: Child[];
}

/**
 * Takes a record apart as destinations without nested values get it: objects flatten into their
 * parent as `parent__child`, arrays leave it for a table `data__path`. Empty ones leave nothing.
 * Depth is bounded beforehand: see `MAX_DEPTH`.
 */
export function denest(fields: readonly Field[]): Denested {
  const children: Child[] = [];
  return { fields: flatten(fields, '', 'data', [], children), children };
}

function flatten(
  fields: readonly Field[],
  prefix: string,
  table: string,
  levels: readonly number[],
  children: Child[],
): Field[] {
  return fields.flatMap((field): Field[] => {
    const key = prefix + field.key;
    if (field.kind !== 'json') return [{ ...field, key }];
    if (field.source.startsWith('[')) {
      addElements(field.source, `${table}__${key}`, levels, children);
      return [];
    }
    const [record] = readRecords(field.source);
    if (record?.kind !== 'object') return [];
    return flatten(record.fields, `${key}__`, table, levels, children);
  });
}

function addElements(
  source: string,
  table: string,
  levels: readonly number[],
  children: Child[],
): void {
  let at = -1;
  for (const element of readRecords(source)) {
    at += 1;
    const place = [...levels, at];
    if (element.kind === 'object') {
      // The row goes before those of its own arrays.
      const child: Child = { table, levels: place, fields: [] };
      children.push(child);
      child.fields = flatten(element.fields, '', table, place, children);
    } else if (element.source.startsWith('[')) {
      addElements(element.source, `${table}__value`, place, children);
    } else if (element.source !== 'null') {
      children.push({ table, levels: place, fields: [scalarField(element.source)] });
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
