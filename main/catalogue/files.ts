import type { SchemaFile, SchemaForm } from '../../preload/contract/captures/event-types.ts';
import { jsonSchemaOf } from './schema/json-schema.ts';
import {
  distinctNames,
  fileStemOf,
  identifierOf,
  type Named,
  titleOf,
  urnOf,
} from './schema/names.ts';
import { openapiOf } from './schema/openapi.ts';
import { typescriptOf } from './schema/typescript.ts';
import { zodOf } from './schema/zod.ts';
import type { Learned } from './study/packed.ts';

/** A type as it is written out. */
export interface Writable {
  named: Named;
  learned: Learned;
  signatureHeaders: readonly string[];
}

const ENDINGS: Record<SchemaForm, string> = {
  'json-schema': '.schema.json',
  typescript: '.ts',
  zod: '.zod.ts',
  openapi: '.openapi.json',
};

/** Types as files of one form: JSON Schema one file each, the other forms one file of them all. */
export function schemaFiles(types: readonly Writable[], form: SchemaForm): SchemaFile[] {
  const stems = distinctNames(types, ({ named }) => fileStemOf(named));
  if (form === 'json-schema') {
    return types.map((type) => ({
      name: `${stems.get(type) ?? 'event'}${ENDINGS[form]}`,
      text: textOf([type], form),
    }));
  }
  const [only] = types;
  const stem = types.length === 1 && only !== undefined ? stems.get(only) : 'events';
  return [{ name: `${stem ?? 'events'}${ENDINGS[form]}`, text: textOf(types, form) }];
}

function textOf(types: readonly Writable[], form: SchemaForm): string {
  const names = distinctNames(types, ({ named }) => identifierOf(named));
  const printed = types.map((type) => ({
    name: names.get(type) ?? 'Event',
    title: titleOf(type.named),
    event: type.named.event ?? type.named.method,
    provider: identifierOf({ ...type.named, event: '', version: null }),
    shape: type.learned.shape,
  }));
  switch (form) {
    case 'json-schema': {
      const [type] = types;
      if (type === undefined) return '{}\n';
      const { named, learned } = type;
      const schema = jsonSchemaOf(learned.shape, { title: titleOf(named), id: urnOf(named) });
      return `${JSON.stringify(schema, null, 2)}\n`;
    }
    case 'typescript':
      return typescriptOf(printed);
    case 'zod':
      return zodOf(printed);
    case 'openapi': {
      const hooks = distinctNames(types, ({ named }) => titleOf(named));
      return openapiOf(
        types.map((type) => ({
          title: titleOf(type.named),
          name: hooks.get(type) ?? 'event',
          method: type.named.method,
          headers: [...type.learned.headers].flatMap(([name, n]) =>
            n === type.learned.shape.n ? name : [],
          ),
          signatureHeaders: type.signatureHeaders,
          shape: type.learned.shape,
        })),
      );
    }
    default:
      return form satisfies never;
  }
}
