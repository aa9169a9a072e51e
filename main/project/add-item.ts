import type { ProjectKind } from '../../preload/contract/interchange/project.ts';
import { ProjectKey } from '../../preload/contract/interchange/project-references.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { Json } from './canonical.ts';
import { type Good, KEYED, readItems } from './items.ts';
import type { HeldItem, Kinds } from './kinds.ts';
import { shortened } from './shorten.ts';
import type { AgreedItem } from './store.ts';
import { valueWith } from './value-with.ts';
import { namesOf } from './walk.ts';
import { editTexts, writeTexts } from './files/write-back.ts';

export type KeyedKind = (typeof KEYED)[number];
type Keep = (name: string, text: string) => Promise<void>;

const refuse = (message: string, hint?: string): BackstitchError =>
  new BackstitchError('PROJECT_INVALID', message, hint === undefined ? {} : { hint });

/** Whether a kind stands in the file as objects by key. */
export const isKeyed = (kind: ProjectKind): kind is KeyedKind => KEYED.some((one) => one === kind);

/**
 * Writes something that was made in the page into the file. Its secrets are kept under names, which the file refers to.
 *
 * @returns hashes of what was written
 * @throws BackstitchError PROJECT_INVALID
 */
export async function addToFile(
  { source, value, items }: Good,
  kinds: Kinds,
  agreed: readonly AgreedItem[],
  { kind, id, key }: { kind: ProjectKind; id: string; key?: string | undefined },
  keep: Keep,
): Promise<ReadonlyMap<string, string>> {
  if (!isKeyed(kind)) throw refuse(`${kind} are written into the file by hand.`);
  const known = agreed.find((one) => one.kind === kind && one.id === id);
  if (known !== undefined) throw refuse(`It is in the project already, as “${known.key}”.`);
  const held = kinds[kind].list(namesOf(agreed)).find((one) => one.id === id);
  if (held === undefined) throw refuse('It no longer exists.');
  if (held.problem !== null) throw refuse(held.problem);
  const taken = new Set(items.filter((item) => item.kind === kind).map((item) => item.key));
  if (key !== undefined && taken.has(key)) throw refuse(`There is already a “${key}” in the file.`);
  const chosen = key ?? freeKey(held.name, taken);
  const { value: written, texts } = asWritten(kinds, kind, chosen, held);
  const edits = [{ path: [kind, chosen], to: written }];
  const read = readItems(source, valueWith(value, edits));
  if (!read.ok) throw refuse(read.problems[0]?.message ?? 'It cannot be written.');
  for (const { name, text } of texts) await keep(name, text);
  const hashes = await writeTexts(source, editTexts(source, edits));
  if (hashes === undefined) throw refuse('The file was changed just now.', 'Try again.');
  return hashes;
}

/** An item as it stands in a file, as short as it can be, with the secrets that it then refers to. */
export function asWritten(
  kinds: Kinds,
  kind: KeyedKind,
  key: string,
  { id, value }: HeldItem,
): { value: Json; texts: { name: string; text: string }[] } {
  const short = shortened(kind, key, value);
  const { fields, texts } = kinds[kind].secretsOf?.(id, key) ?? { fields: [], texts: [] };
  return { value: valueWith(short, fields), texts };
}

/** A key made of a name, that no other has. */
export function freeKey(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 56);
  const base = ProjectKey.safeParse(plain).success ? plain : `item-${plain}`.replace(/-$/, '');
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(key)) return key;
  }
}
