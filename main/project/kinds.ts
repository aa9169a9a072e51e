import type { ProjectKind } from '../../preload/contract/interchange/project.ts';
import type { Json } from './canonical.ts';

/** Something of a kind as Backstitch has it. */
export interface HeldItem {
  id: string;
  name: string;
  /**
   * In the form of the file, with all defaults, without references to secrets: those are the file's alone.
   */
  value: Json;
  /** Why it cannot be written into a file as it is; null where it can. */
  problem: string | null;
}

/** How keys of the file and ids of Backstitch lead to each other. */
export interface Names {
  idOf: (kind: ProjectKind, key: string) => string | undefined;
  keyOf: (kind: ProjectKind, id: string) => string | undefined;
}

export interface Risk {
  risk: 'none' | 'removes' | 'egress';
  why: string | null;
  /** A program that would be started. A yes is not enough: it has to be named. */
  program?: string;
}

export interface SecretsToRefer {
  fields: { path: string[]; to: Json }[];
  texts: { name: string; text: string }[];
}

/** What adding or changing an item came to. */
export interface Done {
  id: string;
  /** It is paused, because its host is not allowed on this computer. */
  held?: boolean;
}

/**
 * One kind of things that a project holds, given by the engine: the room of the project opens nobody's tables.
 * Values come in the form of the file, read by its schema. What a room refuses is thrown as BackstitchError.
 */
export interface KindRoom {
  /** In the order of the room. */
  list(names: Names): HeldItem[];
  /** @param confirmed the program that somebody named; only that one may be started */
  add(value: Json, names: Names, confirmed?: string): Promise<Done>;
  change(id: string, value: Json, names: Names, confirmed?: string): Promise<Done>;
  remove(id: string): Promise<void>;
  /** The value as `list` would give it: without references to secrets. */
  plain?(value: Json): Json;
  /** What a change may bring; left out: nothing. `now` is undefined where it is added. */
  riskOf?(now: HeldItem | undefined, value: Json, base: Json | undefined): Risk;
  /**
   * Hands the secrets of an item to those who use them, in memory alone; undefined: it has none any more.
   */
  lend?(id: string, value: Json | undefined): void;
  /**
   * The secrets that are kept of an item, as references to be written in their places, and the texts that are to be
   * kept under those names.
   */
  secretsOf?(id: string, key: string): SecretsToRefer;
  /** There is one of it on every computer. Where nothing was agreed on yet, the file is followed. */
  isSingle?: boolean;
}

export type Kinds = Readonly<Record<Exclude<ProjectKind, 'order'>, KindRoom>> & {
  /** Ids of endpoints in their order of matching, and a way to bring some of them into another. */
  order: { ids(): string[]; arrange(ids: readonly string[]): Promise<void> };
};

/** Kinds in the order in which they are added; they are removed the other way round. */
export const IN_ORDER = [
  'apps',
  'destinations',
  'endpoints',
  'order',
  'forwards',
  'integrations',
  'searches',
  'savedQueries',
  'expectations',
  'redaction',
  'tunnel',
  'settings',
] as const satisfies readonly ProjectKind[];
