import type {
  Import,
  Imported,
  ImportFormat,
} from '../../../preload/contract/interchange/imports.ts';
import type { TestEngine } from '../../helpers/start-engine.ts';

type Engine = TestEngine['engine'];

/** Has an engine read a file, as if it were uploaded. */
export const uploaded = (
  { imports }: Engine,
  bytes: string | Uint8Array,
  { name = 'x.file', format }: { name?: string; format?: ImportFormat } = {},
): Promise<Import> => {
  const file = new Blob([typeof bytes === 'string' ? bytes : Uint8Array.from(bytes)]);
  return Promise.resolve(imports.upload({ file, name, ...(format && { format }) }));
};

/** Reads a file and adds what is new in it. */
export async function imported(
  engine: Engine,
  bytes: string | Uint8Array,
  name = 'x.file',
): Promise<Imported & { id: Import['id'] }> {
  const { id } = await uploaded(engine, bytes, { name });
  return { id, ...(await engine.imports.apply({ id, duplicates: 'skip' })) };
}

/** The bytes of an export of all captures. */
export async function exportOf(
  { exports }: Engine,
  format: 'ndjson' | 'har' | 'backstitch',
): Promise<Uint8Array<ArrayBuffer>> {
  const job = await exports.create({ format, redaction: 'none', search: '' });
  for await (const _ of exports.live({ id: job.id }));
  const { body } = await exports.file({ id: job.id });
  const bytes = new Uint8Array(await body.arrayBuffer());
  await exports.remove({ id: job.id });
  return bytes;
}
