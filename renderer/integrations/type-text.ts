import type { ColumnStats } from '../../preload/contract/integrations/rows.ts';

type Known = Pick<ColumnStats, 'name' | 'type' | 'base' | 'isSplit' | 'filled'>;

const JSON_TYPES: Record<string, readonly string[]> = {
  integer: ['integer'],
  float: ['number'],
  decimal: ['number'],
  boolean: ['boolean'],
  string: ['string'],
  timestamp: ['string'],
  json: ['object', 'array'],
};
const TS_TYPES: Record<string, string> = {
  integer: 'number',
  float: 'number',
  decimal: 'number',
  boolean: 'boolean',
  string: 'string',
  timestamp: 'string',
  json: 'unknown',
};

/** A field of the events: one column, or several where its type changed. */
interface EventField {
  name: string;
  types: string[];
  filled: number;
}

export function fieldsOf(columns: readonly Known[]): EventField[] {
  const fields = new Map<string, EventField>();
  for (const { base, type, filled } of columns) {
    if (base === null || filled === 0) continue;
    const field = fields.get(base) ?? { name: base, types: [], filled: 0 };
    field.types.push(type);
    field.filled += filled;
    fields.set(base, field);
  }
  return [...fields.values()];
}

/** JSON Schema of what was received; a field is required where every row had it. */
export function jsonSchemaOf(title: string, columns: readonly Known[], rows: number): string {
  const fields = fieldsOf(columns);
  const properties = Object.fromEntries(
    fields.map(({ name, types }) => {
      const names = [...new Set(types.flatMap((type) => JSON_TYPES[type] ?? []))];
      const isTime = types.length === 1 && types[0] === 'timestamp';
      return [
        name,
        { type: names.length === 1 ? names[0] : names, ...(isTime && { format: 'date-time' }) },
      ];
    }),
  );
  const required = fields.filter(({ filled }) => filled >= rows).map(({ name }) => name);
  return JSON.stringify(
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title,
      type: 'object',
      properties,
      ...(required.length > 0 && { required }),
    },
    null,
    2,
  );
}

/** A TypeScript interface of what was received. */
export function typeScriptOf(name: string, columns: readonly Known[], rows: number): string {
  const lines = fieldsOf(columns).map((field) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : JSON.stringify(field.name);
    const type = [...new Set(field.types.map((one) => TS_TYPES[one] ?? 'unknown'))].join(' | ');
    return `  ${key}${field.filled >= rows ? '' : '?'}: ${type};`;
  });
  return `export interface ${typeName(name)} {\n${lines.join('\n')}\n}\n`;
}

/** `order.paid` as `OrderPaid`. */
export function typeName(text: string): string {
  const name = text
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
  return /^[A-Za-z]/.test(name) ? name : `Event${name}`;
}
