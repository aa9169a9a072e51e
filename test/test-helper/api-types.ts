import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AnyContractProcedure,
  getEventIteratorSchemaDetails,
  isContractProcedure,
} from '@orpc/contract';
import { z } from 'zod';
import { RAW_ROUTES } from '../../main/control/rest/raw-routes.ts';
import { contract } from '../../preload/contract.ts';

/** Where the types of `api` of `backstitch/test` are kept. */
export const API_TYPES = join(import.meta.dirname, '../../test-helper/operations.d.ts');

const HEAD = [
  '// Made from the contract by `npm run api-types`; a test compares it.',
  '',
  '/** Every operation of the REST interface, but for streams: `docs/rest.md` lists them. */',
  'export interface Api {',
];

interface Operation {
  summary: string;
  input: string;
  output: string;
  /** Whether it can be called without input. */
  isBare: boolean;
}

/** TypeScript of all operations, with no name of a library in it. */
export function apiTypes(): string {
  const groups = Object.entries(contract).map(([group, procedures]) => {
    const operations = [...ofContract(group, procedures), ...ofBytes(group)].map(
      ([name, { summary, input, output, isBare }]) =>
        `    /** ${summary} */\n    ${name}(input${isBare ? '?' : ''}: ${input}): Promise<${output}>;`,
    );
    return operations.length === 0 ? '' : `  readonly ${group}: {\n${operations.join('\n')}\n  };`;
  });
  return [...HEAD, ...groups.filter((text) => text !== ''), '}', ''].join('\n');
}

function ofContract(group: string, procedures: object): [string, Operation][] {
  return Object.entries(procedures).flatMap(([name, procedure]): [string, Operation][] => {
    if (!isContractProcedure(procedure)) throw new Error(`${group}.${name} is no operation.`);
    const { route, inputSchema, outputSchema } = procedure['~orpc'];
    const isStream = getEventIteratorSchemaDetails(outputSchema) !== undefined;
    if (route.path === undefined || isStream) return [];
    const input = schemaOf(inputSchema, 'input');
    const output = outputSchema === undefined ? 'void' : typeOf(schemaOf(outputSchema, 'output'));
    const isBare = (input.required ?? []).length === 0;
    return [[name, { summary: route.summary ?? '', input: typeOf(input), output, isBare }]];
  });
}

function ofBytes(group: string): [string, Operation][] {
  return RAW_ROUTES.flatMap((route): [string, Operation][] => {
    const [own, name = ''] = (route.operationId ?? route.procedure).split('.');
    if (own !== group) return [];
    const { inputSchema, outputSchema } = procedureOf(route.procedure)['~orpc'];
    const fields = schemaOf(inputSchema, 'input').properties ?? {};
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, field = '']) => field);
    const parts = [
      ...inPath.map((field) => `${field}: ${typeOf(fields[field] ?? {})}`),
      ...(route.query ?? []).map((field) => `${field}?: ${typeOf(fields[field] ?? {})}`),
      ...(route.direction === 'in' ? ['body: Uint8Array'] : []),
    ];
    const input = `{ ${parts.join('; ')} }`;
    const output =
      route.direction === 'out' ? 'Uint8Array' : typeOf(schemaOf(outputSchema, 'output'));
    return [[name, { summary: route.summary, input, output, isBare: false }]];
  });
}

function procedureOf(path: string): AnyContractProcedure {
  const [group = '', name = ''] = path.split('.');
  const found = (contract as unknown as Record<string, Record<string, unknown>>)[group]?.[name];
  if (!isContractProcedure(found)) throw new Error(`${path} is no operation.`);
  return found;
}

/** The part of JSON Schema 2020-12 that zod writes. */
interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: boolean | Schema;
  prefixItems?: Schema[];
}

function schemaOf(schema: unknown, io: 'input' | 'output'): Schema {
  if (!(schema instanceof z.ZodType)) return { type: 'object', properties: {} };
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema;
}

function typeOf(schema: Schema): string {
  // What refers to itself, such as JSON in general.
  if (schema.$ref !== undefined) return 'unknown';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const types = [...new Set(choices.map(typeOf))];
    return types.includes('unknown') ? 'unknown' : types.join(' | ');
  }
  if (schema.allOf !== undefined) return schema.allOf.map((one) => `(${typeOf(one)})`).join(' & ');
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  }
  switch (schema.type) {
    case 'object':
      return objectType(schema);
    case 'array':
      return arrayType(schema);
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case undefined:
    default:
      return 'unknown';
  }
}

function arrayType({ prefixItems, items }: Schema): string {
  if (prefixItems !== undefined) return `[${prefixItems.map(typeOf).join(', ')}]`;
  return `(${typeof items === 'object' ? typeOf(items) : 'unknown'})[]`;
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(
    ([name, field]) =>
      `${/^\w+$/.test(name) ? name : JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(field)}`,
  );
  if (fields.length > 0) return `{ ${fields.join('; ')} }`;
  const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : null;
  return values === null ? 'Record<string, never>' : `Record<string, ${values}>`;
}

if (import.meta.main) writeFileSync(API_TYPES, apiTypes());
