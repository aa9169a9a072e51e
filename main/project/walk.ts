import type { ProjectKind } from '../../preload/contract/interchange/project.ts';
import { type Json, isObject } from './canonical.ts';
import type { FileItem } from './items.ts';
import { type HeldItem, type Kinds, type Names, type Risk } from './kinds.ts';
import { type Sides, type Step, stepFor } from './plan.ts';
import type { AgreedItem } from './store.ts';

/** An item with what is to be done about it. */
export interface Planned {
  kind: ProjectKind;
  key: string;
  file: FileItem | undefined;
  agreed: AgreedItem | undefined;
  held: HeldItem | undefined;
  step: Step;
}

export const ORDER_KEY = 'endpoints';
const NO_RISK: Risk = { risk: 'none', why: null };

/** Keys and ids by what was agreed on. */
export function namesOf(agreed: readonly AgreedItem[]): Names {
  const ids = new Map(agreed.map((one) => [`${one.kind} ${one.key}`, one.id]));
  const keys = new Map(agreed.map((one) => [`${one.kind} ${one.id}`, one.key]));
  return {
    idOf: (kind, key) => ids.get(`${kind} ${key}`),
    keyOf: (kind, id) => keys.get(`${kind} ${id}`),
  };
}

/**
 * What is to be done about every item of one kind: those of the file in their order, then those that are gone
 * from it. An item that has another key in the file than it had is known by its name.
 */
export function planKind(
  kind: Exclude<ProjectKind, 'order'>,
  kinds: Kinds,
  items: readonly FileItem[],
  agreed: readonly AgreedItem[],
  names: Names,
): Planned[] {
  const room = kinds[kind];
  const held = room.list(names);
  const byId = new Map(held.map((one) => [one.id, one]));
  const ofKind = items.filter((item) => item.kind === kind);
  const inFile = new Set(ofKind.map(({ key }) => key));
  const rows = new Map(agreed.filter((one) => one.kind === kind).map((one) => [one.key, one]));
  const owned = new Map([...rows.values()].map((row) => [row.id, row]));
  const taken = new Set<string>();

  const planned = ofKind.map((file): Planned => {
    const row = rows.get(file.key);
    if (row !== undefined) return made(file, row, byId.get(row.id));
    const known = held.find(({ id, name }) => {
      const owner = owned.get(id);
      const isFree = owner === undefined || !inFile.has(owner.key);
      return isFree && !taken.has(id) && name.toLowerCase() === nameOf(file).toLowerCase();
    });
    if (known === undefined) return made(file, undefined, undefined);
    taken.add(known.id);
    return made(file, owned.get(known.id), known);
  });
  const gone = [...rows.values()].filter(({ key, id }) => !inFile.has(key) && !taken.has(id));
  return [
    ...planned,
    ...gone.map((row): Planned => made({ kind, key: row.key }, row, byId.get(row.id))),
  ];

  function made(
    file: FileItem | { kind: ProjectKind; key: string },
    row: AgreedItem | undefined,
    one: HeldItem | undefined,
  ): Planned {
    const item = 'value' in file ? file : undefined;
    const value = item?.value;
    const plain = value === undefined ? undefined : (room.plain?.(value) ?? value);
    const sides: Sides = {
      kind,
      key: file.key,
      file: value,
      agreed: row && { file: row.file, seen: row.seen },
      held: one,
      plain,
      isSingle: room.isSingle === true,
      risk: value === undefined ? NO_RISK : (room.riskOf?.(one, value, row?.file) ?? NO_RISK),
    };
    return { kind, key: file.key, file: item, agreed: row, held: one, step: stepFor(sides) };
  }
}

/**
 * The order of matching, of those endpoints that the file has and that are here. What was added or removed on one
 * side is no other order.
 */
export function planOrder(
  kinds: Kinds,
  items: readonly FileItem[],
  agreed: readonly AgreedItem[],
  names: Names,
): Planned | undefined {
  const file = items.find(({ kind }) => kind === 'order');
  const row = agreed.find(({ kind }) => kind === 'order');
  if (file === undefined) return undefined;
  const here = kinds.order.ids().flatMap((id) => names.keyOf('endpoints', id) ?? []);
  const wanted = (file.value as string[]).filter((key) => here.includes(key));
  const present = here.filter((key) => wanted.includes(key));
  const before = ((row?.file as string[] | undefined) ?? []).filter((key) => wanted.includes(key));
  // Those that were not there yet come where the file has them.
  const known = new Set(before);
  const old = (list: string[]): string[] => list.filter((key) => known.has(key));
  const held: HeldItem = { id: ORDER_KEY, name: ORDER_KEY, value: present, problem: null };
  const isFileMoved = old(wanted).join(' ') !== before.join(' ');
  const isHeldMoved = old(present).join(' ') !== before.join(' ');
  const sides: Sides = {
    kind: 'order',
    key: ORDER_KEY,
    file: wanted,
    agreed: { file: isFileMoved ? before : wanted, seen: isHeldMoved ? before : present },
    held,
    plain: wanted,
    isSingle: true,
    risk: NO_RISK,
  };
  const isSame = wanted.join(' ') === present.join(' ');
  const isNew = known.size < wanted.length;
  // Nobody moved anything: only the places of new ones differ, and those are the file's.
  const follows = !isFileMoved && !isHeldMoved && !isSame;
  const step = isSame
    ? isNew || row === undefined || isFileMoved
      ? { do: 'agree' as const, on: wanted, rest: null }
      : { do: 'nothing' as const }
    : stepFor(follows ? { ...sides, agreed: { file: before, seen: present } } : sides);
  const now = { kind: 'order' as const, key: ORDER_KEY, id: ORDER_KEY, held: false };
  return {
    kind: 'order',
    key: ORDER_KEY,
    file: { ...file, value: wanted },
    agreed: row ?? { ...now, file: before, seen: before },
    held,
    step,
  };
}

function nameOf({ key, value }: FileItem): string {
  const name = isObject(value) ? (value as { name?: Json }).name : undefined;
  return typeof name === 'string' ? name : key;
}
