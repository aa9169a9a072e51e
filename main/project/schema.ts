import { z } from 'zod';
import { ProjectFile } from '../../preload/contract/interchange/project-file.ts';

type Schema = Record<string, unknown>;

/** How an object of the file may stand in a file of its own. */
const FILE: Schema = {
  type: 'object',
  properties: { $file: { type: 'string', description: 'a .json file below the folder' } },
  required: ['$file'],
  additionalProperties: false,
};

/** The JSON Schema of the project file, for editors: made of the schema that reads it. */
export function fileSchema(): Schema {
  const { $schema, $defs, ...made } = z.toJSONSchema(ProjectFile, { io: 'input' }) as Schema;
  return {
    $schema,
    title: 'Backstitch project',
    ...withFiles(made, true),
    // Any JSON refers to itself: it has a place of its own there.
    $defs: { ...(isSchema($defs) ? $defs : {}), file: FILE },
  };
}

/** Any object may be in another file; the whole is where it is. */
function withFiles(schema: Schema, isWhole = false): Schema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, below(key, value)]),
  );
  const isObject = schema['type'] === 'object' && !isReference(schema);
  return isObject && !isWhole ? { anyOf: [inner, { $ref: '#/$defs/file' }] } : inner;
}

function below(key: string, value: unknown): unknown {
  if (key === 'default' || key === 'required' || key === 'enum') return value;
  if (Array.isArray(value)) return value.map((one) => (isSchema(one) ? withFiles(one) : one));
  if (!isSchema(value)) return value;
  if (key !== 'properties') return withFiles(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isSchema(one) ? withFiles(one) : one]),
  );
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{"env": …}` and `{"secret": …}` are short: a file for each would only hide them. */
function isReference({ properties }: Schema): boolean {
  const names = isSchema(properties) ? Object.keys(properties) : [];
  return names.length === 1 && (names[0] === 'env' || names[0] === 'secret');
}
