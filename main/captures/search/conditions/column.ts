import { likeText } from '../../../lib/like.ts';
import type { NumberRange, Test, TextColumn } from '../terms.ts';
import { anyOf, type Bind, type Condition, own, plain } from './condition.ts';

const COLUMN_SQL: Record<TextColumn, string[]> = {
  method: ['c.method'],
  path: ['c.path'],
  endpoint: ['c.endpoint_name', 'c.endpoint_id'],
  type: ['c.content_type'],
  note: ['c.note'],
  provider: ['c.provider'],
  event: ['c.event_type'],
  delivery: ['c.delivery_id'],
  sig: ['c.signature'],
};
/** Columns of senders, each with an index of what is not null. */
const INDEXED: Partial<Record<TextColumn, string>> = {
  provider: 'c.provider',
  delivery: 'c.delivery_id',
  sig: 'c.signature',
};

export function numberCondition(
  field: 'status' | 'size',
  ranges: readonly NumberRange[],
  bind: Bind,
): Condition {
  const column = field === 'status' ? 'c.status' : 'c.size_bytes';
  const [only] = ranges;
  if (field === 'status' && ranges.length === 1 && only && only.min === only.max) {
    return own(`${column} = ${bind(only.min)}`);
  }
  return plain(anyOf(ranges.map((range) => inRange(`+${column}`, range, bind))));
}

export function columnCondition(field: TextColumn, tests: readonly Test[], bind: Bind): Condition {
  const [only] = tests;
  if (field === 'method' && tests.length === 1 && only?.kind === 'equals') {
    return own(`c.method = ${bind(only.text.toUpperCase())}`);
  }
  if (field in INDEXED && tests.length === 1 && only?.kind === 'equals') {
    const text = field === 'delivery' ? only.text : only.text.toLowerCase();
    return own(`${INDEXED[field] ?? ''} = ${bind(text)}`);
  }
  const columns = COLUMN_SQL[field].map((column) => `+${column}`);
  return plain(
    anyOf(columns.flatMap((column) => tests.map((test) => holds(column, column, test, bind)))),
  );
}

export function holds(text: string, number: string, test: Test, bind: Bind): string {
  switch (test.kind) {
    case 'any':
      return 'TRUE';
    case 'equals': {
      const same = `${text} = ${bind(test.text)} COLLATE NOCASE`;
      return test.number === null ? same : `(${same} OR ${number} = ${bind(test.number)})`;
    }
    case 'contains':
      return `${text} LIKE ${bind(`%${likeText(test.text)}%`)} ESCAPE '\\'`;
    case 'pattern':
      return `${text} LIKE ${bind(likeText(test.pattern).replace(/\*+/g, '%'))} ESCAPE '\\'`;
    case 'range':
      return inRange(number, test.range, bind);
    default:
      return test satisfies never;
  }
}

function inRange(column: string, range: NumberRange, bind: Bind): string {
  const bounds: string[] = [];
  if (range.min !== -Infinity)
    bounds.push(`${column} ${range.minOpen ? '>' : '>='} ${bind(range.min)}`);
  if (range.max !== Infinity)
    bounds.push(`${column} ${range.maxOpen ? '<' : '<='} ${bind(range.max)}`);
  return bounds.length === 0 ? `${column} IS NOT NULL` : `(${bounds.join(' AND ')})`;
}
