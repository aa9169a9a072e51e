import { lstat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackstitchError } from '../lib/errors.ts';
import { asWritten, freeKey } from './add-item.ts';
import { type Json, pretty } from './canonical.ts';
import { KEYED, readItems } from './items.ts';
import type { Kinds } from './kinds.ts';
import { shortenedTunnel } from './shorten.ts';
import { FILE_NAME, readSource } from './files/read-source.ts';
import { fileSchema } from './schema.ts';
import type { AgreedItem } from './store.ts';
import { namesOf } from './walk.ts';

/**
 * Writes all that is here into a new project file: secrets by reference, kept on this computer under those names.
 *
 * @throws BackstitchError PROJECT_INVALID where there is one already, or the folder cannot be written
 */
export async function pullInto(
  folder: string,
  kinds: Kinds,
  keep: (name: string, text: string) => Promise<void>,
): Promise<{ file: string; items: number; left: string[] }> {
  const file = join(folder, FILE_NAME);
  const present = await readSource(folder);
  if (present.ok || !present.isMissing) {
    throw new BackstitchError('PROJECT_INVALID', `${folder} contains a project file already.`, {
      hint: `It is never overwritten. Choose another folder, or move its ${FILE_NAME} away.`,
      field: 'directory',
    });
  }
  const path = await schemaPath(folder);
  const rows: AgreedItem[] = [];
  const left: string[] = [];
  const whole: { [key: string]: Json } = { $schema: path };
  const texts: { name: string; text: string }[] = [];
  for (const kind of ['destinations', ...KEYED.filter((one) => one !== 'destinations')] as const) {
    const section: { [key: string]: Json } = {};
    // Destinations first: others refer to what got its key just now.
    for (const held of kinds[kind].list(namesOf(rows))) {
      if (held.problem !== null) {
        left.push(`${held.name}: ${held.problem}`);
        continue;
      }
      const key = freeKey(held.name, new Set(Object.keys(section)));
      const written = asWritten(kinds, kind, key, held);
      section[key] = written.value;
      texts.push(...written.texts);
      const value = held.value;
      rows.push({ kind, key, id: held.id, file: value, seen: value, held: false });
    }
    if (Object.keys(section).length > 0) whole[kind] = section;
  }
  const tunnel = kinds.tunnel.list(namesOf(rows))[0];
  if (tunnel !== undefined && tunnel.problem === null && !isOff(tunnel.value))
    whole['tunnel'] = shortenedTunnel(tunnel.value);
  const text = `${pretty(inOrder(whole))}\n`;
  for (const one of texts) await keep(one.name, one.text);
  try {
    await writeFile(file, text, { flag: 'wx' });
    if (path === `./${BESIDE}`) await writeFile(join(folder, BESIDE), `${pretty(fileSchema())}\n`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackstitchError('PROJECT_INVALID', `${file} could not be written: ${why}`, { cause });
  }
  const read = await readSource(folder);
  const items = read.ok ? readItems(read.source, read.value) : read;
  if (!items.ok) left.push(...items.problems.map(({ message }) => message));
  return { file, items: rows.length, left };
}

const isOff = (value: Json): boolean => (value as { mode: string }).mode === 'off';

const TOP = ['$schema', 'endpoints', 'destinations', 'forwards'];

/** As the schema has its fields. */
function inOrder(whole: { [key: string]: Json }): { [key: string]: Json } {
  const rest = Object.keys(whole).filter((key) => !TOP.includes(key));
  const keys = [...TOP.filter((key) => Object.hasOwn(whole, key)), ...rest];
  return Object.fromEntries(keys.map((key) => [key, whole[key] ?? null]));
}

const INSTALLED = 'node_modules/backstitch/schema/project.json';
const BESIDE = 'backstitch.schema.json';

/** Where editors find the schema: of the package where it is installed, else a file beside. */
async function schemaPath(folder: string): Promise<string> {
  const isInstalled = await lstat(join(folder, ...INSTALLED.split('/'))).then(
    () => true,
    () => false,
  );
  return `./${isInstalled ? INSTALLED : BESIDE}`;
}
