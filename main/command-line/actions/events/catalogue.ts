import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  EventType,
  SchemaFile,
  SchemaForm,
} from '../../../../preload/contract/captures/event-types.ts';
import type { CapturePage } from '../../../../preload/contract/captures.ts';
import { findEngine, type Where } from '../../connection/find-engine.ts';
import { EXIT } from '../../exit-code.ts';
import { print, printError } from '../../print.ts';
import { bad } from '../../refusals.ts';
import { answer } from '../answer.ts';

interface Common extends Where {
  search?: string | undefined;
  json: boolean;
  quiet: boolean;
}

type Engine = Awaited<ReturnType<typeof findEngine>>;

async function typesOf(engine: Engine, search: string | undefined): Promise<EventType[]> {
  const query = new URLSearchParams({ search: search ?? '' });
  const { items } = (await engine.ask('GET', `/event-types?${query.toString()}`)) as {
    items: EventType[];
  };
  return items;
}

/** Lists event types. */
export const runTypes = (args: Common): Promise<void> =>
  answer(args.json, async () => {
    const items = await typesOf(await findEngine(args), args.search);
    if (!args.json) {
      print(
        ...items.map(({ title, count, lastAt, open, breaking }) => {
          const changes = open === 0 ? '' : `  ${open} open changes, ${breaking} breaking`;
          return `${title}  ${count}  ${new Date(lastAt).toISOString()}${changes}`;
        }),
      );
    }
    return { items };
  });

/**
 * Writes schemas of event types.
 *
 * @throws BackstitchError BAD_ARGUMENT where a file cannot be written
 */
export const runExport = (args: Common & { directory: string; as: SchemaForm }): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const query = new URLSearchParams({ as: args.as, search: args.search ?? '' });
    const { files } = (await engine.ask('GET', `/event-types/export?${query.toString()}`)) as {
      files: SchemaFile[];
    };
    try {
      await mkdir(args.directory, { recursive: true });
      for (const { name, text } of files) await writeFile(join(args.directory, name), text);
    } catch (cause) {
      throw bad(
        `${args.directory} could not be written.`,
        'Name a folder that you may write to.',
        cause,
      );
    }
    if (!args.json && !args.quiet) printError(`${files.length} files are in ${args.directory}.`);
    return { directory: args.directory, files: files.map(({ name }) => name) };
  });

interface Checked {
  file: string;
  captureId: string;
  path: string;
  kind: string;
  expected: string;
  found: string;
}

/**
 * Holds captures against schemas of a folder.
 *
 * @throws BackstitchError BAD_ARGUMENT, SCHEMA_INVALID
 */
export const runCheck = (args: Common & { directory: string; limit: number }): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const schemas = await schemasIn(args.directory);
    const violations: Checked[] = [];
    const unknown: string[] = [];
    let captures = 0;
    for (const type of await typesOf(engine, args.search)) {
      const schema = schemas.get(type.urn);
      if (schema === undefined) unknown.push(type.title);
      else {
        const ids = await newest(engine, type.search, args.limit);
        captures += ids.length;
        for (const id of ids) violations.push(...(await judged(engine, type, schema, id)));
      }
    }
    if (!args.json) {
      print(
        ...violations.map(
          ({ file, captureId, path, kind, expected, found }) =>
            `${file} ${captureId} ${path}: ${kind}, expected ${expected}, found ${found}`,
        ),
      );
    }
    if (!args.json && !args.quiet) {
      printError(`${captures} captures were judged; ${violations.length} places differ.`);
      if (unknown.length > 0) printError(`Without a schema: ${unknown.join(', ')}.`);
    }
    const isFine = violations.length === 0;
    return {
      exit: isFine ? 0 : EXIT.no,
      ...(!isFine && { reason: 'different' }),
      captures,
      unknown,
      violations,
    };
  });

/** Files of a folder by the `$id` of their schemas. */
async function schemasIn(directory: string): Promise<Map<string, SchemaFile>> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw bad(
      `${directory} could not be read.`,
      'backstitch catalogue export writes such a folder.',
      cause,
    );
  });
  const schemas = new Map<string, SchemaFile>();
  for (const name of names.filter((one) => one.endsWith('.schema.json')).toSorted()) {
    const text = await readFile(join(directory, name), 'utf8');
    const id = idOf(text);
    if (id === undefined) throw bad(`${name} is no JSON Schema with an $id.`, 'Export it again.');
    schemas.set(id, { name, text });
  }
  if (schemas.size > 0) return schemas;
  throw bad(`${directory} holds no *.schema.json.`, 'backstitch catalogue export writes them.');
}

function idOf(text: string): string | undefined {
  try {
    const id: unknown = (JSON.parse(text) as { $id?: unknown }).$id;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

/** The pages of a list are not longer than this. */
const PAGE = 500;

async function newest(engine: Engine, search: string, limit: number): Promise<string[]> {
  const query = new URLSearchParams({ search, limit: String(Math.min(limit, PAGE)) });
  const { items } = (await engine.ask('GET', `/captures?${query.toString()}`)) as CapturePage;
  return items.map(({ id }) => id);
}

async function judged(
  engine: Engine,
  { id }: EventType,
  schema: SchemaFile,
  captureId: string,
): Promise<Checked[]> {
  const { violations } = (await engine.ask('POST', `/event-types/${id}/validate`, {
    captureId,
    schema: schema.text,
  })) as { violations: Omit<Checked, 'file' | 'captureId'>[] };
  return violations.map((one) => ({ ...one, file: schema.name, captureId }));
}
