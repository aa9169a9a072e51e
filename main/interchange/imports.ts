import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type {
  Import,
  Imported,
  ImportFormat,
  ImportId,
  ImportRead,
} from '../../preload/contract/interchange/imports.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { createPublisher, presentFirst } from '../lib/publisher.ts';
import {
  type AddedBy,
  type CaptureTarget,
  type RunningImport,
  startAdding,
} from './imports/adding.ts';
import { entriesOf } from './imports/entries.ts';
import { type KeptImport, openImportStore } from './imports/import-store.ts';
import { READERS } from './imports/readers.ts';
import { type Incoming, type Reading, startReading } from './imports/reading.ts';
import { fileAt, type Staged } from './imports/staged.ts';
import type { TransferFolder } from './transfer-folder.ts';

export type { CaptureTarget } from './imports/adding.ts';

interface Parts {
  db: Database;
  groups: GroupCommit;
  folder: TransferFolder;
  clock: Clock;
  target: CaptureTarget;
  /** Undefined where there is none. */
  endpointName: (id: EndpointId) => string | undefined;
  log: (message: string, error: unknown) => void;
}

interface Open extends Staged {
  import: Import & { file: ImportRead; format: ImportFormat };
  /** Stops its deletion after an hour. */
  keep: () => void;
}

/** The one that is running; not yet begun at first. */
interface Applying {
  id: string;
  run: RunningImport | null;
  isCanceled: boolean;
}

const KEPT_MS = 60 * 60 * 1000;
/** Files that lie ready at a time: each may be a gigabyte. */
const OPEN_AT_ONCE = 8;

/** What is asked of a file, however it comes. */
interface Asked {
  format?: ImportFormat | undefined;
  /** Under which it can be followed from the first byte; left out: one is made. */
  id?: ImportId | undefined;
}

/** Reads files of captures and adds what is in them. Names are those of the contract. */
export function openImports({ folder, clock, target, endpointName, log, ...parts }: Parts) {
  const store = openImportStore(parts.db, parts.groups);
  const open = new Map<string, Open>();
  const readings = new Map<string, { reading: Reading; at: number; name: string }>();
  /** The one that is running, and what is begun before its first entry. */
  let applying: Applying | null = null;
  /** Ids of imports that moved. */
  const moved = createPublisher<string>();
  // An engine that ended in the middle added a part: an import is whole or not at all.
  const mended = mend().catch((error: unknown) => log('An import could not be taken back.', error));

  async function mend(): Promise<void> {
    for (const id of store.broken()) await takeBack(id);
  }
  async function takeBack(id: string): Promise<number> {
    const removed = await target.removeImport(id);
    const kept = store.get(id);
    if (kept !== undefined) await store.save({ ...kept, state: 'undone' });
    return removed;
  }

  async function discard(id: string): Promise<void> {
    const one = open.get(id);
    if (one === undefined) return;
    open.delete(id);
    one.keep();
    await folder.remove(id);
  }

  async function read(
    incoming: Incoming,
    wanted: ImportId | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Import> {
    const id = wanted ?? (randomUUID() as ImportId);
    if (isThere(id)) {
      throw new BackstitchError('IMPORT_INVALID', 'An import with this id exists already.', {
        hint: 'Leave the id out, or give a new one.',
      });
    }
    const done = [...open.keys()].find((one) => store.get(one)?.state === 'applied');
    const waiting = (): number => open.size + readings.size;
    if (waiting() >= OPEN_AT_ONCE && done !== undefined) await discard(done);
    if (waiting() >= OPEN_AT_ONCE) {
      throw new BackstitchError('IMPORT_INVALID', `${OPEN_AT_ONCE} files wait to be imported.`, {
        hint: 'Import or remove one of them first. They are removed by themselves after an hour.',
      });
    }
    const tell = (): void => moved.publish(id);
    const reading = startReading(id, incoming, { folder, target, clock, tell, signal, log });
    readings.set(id, { reading, at: clock.now(), name: incoming.name });
    try {
      const { format, file, ...staged } = await reading.ended;
      const same = store.sameAs(staged.sha256);
      if (same) file.notes.unshift(`This very file was imported already, as ${same.name}.`);
      if (file.new > target.room()) {
        file.notes.push(
          'More captures come in than retention keeps: the oldest are deleted soon. Raise the limit in Settings first.',
        );
      }
      const facts = { id, at: clock.now(), format, name: named(incoming.name, format) };
      const one: Open['import'] = { ...facts, state: 'read', captures: 0, progress: null, file };
      const keep = clock.after(KEPT_MS, () => {
        discard(id).catch((error: unknown) => log('A file could not be deleted.', error));
      });
      open.set(id, { ...staged, import: one, keep });
      return one;
    } finally {
      readings.delete(id);
      tell();
    }
  }

  const shownOf = ({ id, at, format, name, state, captures }: KeptImport): Import => ({
    id,
    at,
    format,
    name,
    state,
    captures,
    progress: applying?.id === id ? (applying.run?.progress() ?? null) : null,
    file: open.get(id)?.import.file ?? null,
  });

  return {
    /** A blob is read once, as it comes. */
    upload: ({ file, id, ...about }: Asked & { file: Blob; name: string }, signal?: AbortSignal) =>
      read({ ...about, bytes: file.stream(), sizeBytes: file.size || null }, id, signal),
    /** @throws BackstitchError IMPORT_INVALID, IMPORT_STOPPED, IMPORT_TOO_LARGE */
    async fromPath({ path, id, format }: Asked & { path: string }, signal?: AbortSignal) {
      const found = await fileAt(path);
      return read({ ...found, format, path }, id, signal);
    },
    list(): Import[] {
      const kept = store.list().map(shownOf);
      const known = new Set(kept.map(({ id }) => id));
      const waiting = [...open.values()]
        .map((one) => one.import)
        .filter(({ id }) => !known.has(id));
      const coming = [...readings.keys()].flatMap((id) => readingOf(id) ?? []);
      return [...coming, ...waiting, ...kept].toSorted((a, b) => b.at - a.at);
    },
    get: ({ id }: { id: ImportId }): Import => find(id),
    async apply(input: {
      id: ImportId;
      endpointId?: EndpointId | undefined;
      duplicates: 'skip' | 'again';
      only?: number[] | undefined;
    }): Promise<Imported> {
      const { id, endpointId, duplicates } = input;
      const one = open.get(id);
      if (one === undefined) throw new BackstitchError('IMPORT_NOT_FOUND');
      if (applying !== null) {
        throw new BackstitchError('IMPORT_INVALID', 'Another import is running.', {
          hint: 'Wait until it has ended.',
        });
      }
      if (store.get(id)?.state === 'applied') {
        throw new BackstitchError('IMPORT_INVALID', 'This file is imported already.', {
          hint: 'Undo the import first.',
        });
      }
      const name = endpointId && endpointName(endpointId);
      if (endpointId !== undefined && name === undefined) {
        throw new BackstitchError('ENDPOINT_NOT_FOUND');
      }
      const now: Applying = { id, run: null, isCanceled: false };
      applying = now;
      try {
        await mended;
        const at = clock.now();
        const { file: _, progress: __, ...facts } = one.import;
        const kept: KeptImport = { ...facts, at, sha256: one.sha256, state: 'applying' };
        await store.save(kept);
        const by: AddedBy = {
          id,
          at,
          name: facts.name,
          endpoint: endpointId && name !== undefined ? { id: endpointId, name } : null,
        };
        const only = input.only === undefined ? null : new Set(input.only);
        now.run = startAdding(
          { entries: entriesOf(READERS[facts.format], one.source, log), source: one.source },
          { by, duplicates, only },
          { target, clock, tell: () => moved.publish(id) },
        );
        if (now.isCanceled) now.run.cancel();
        const done = await now.run.ended;
        await store.save({ ...kept, captures: done.imported, state: 'applied' });
        return done;
      } catch (error) {
        await takeBack(id);
        throw error;
      } finally {
        applying = null;
        moved.publish(id);
      }
    },
    /** It ends with what is being added; what is being read is given up and deleted. */
    async cancel({ id }: { id: ImportId }): Promise<Import> {
      const before = readingOf(id);
      if (before !== undefined) {
        await giveUp(id);
        return before;
      }
      if (applying?.id === id) {
        applying.isCanceled = true;
        applying.run?.cancel();
        // Its failure is that of the call that began it.
        await applying.run?.ended.catch(() => {});
      }
      return find(id);
    },
    /** From the first byte of its file. */
    live({ id }: { id: ImportId }, signal?: AbortSignal): AsyncGenerator<Import, void, void> {
      if (!isThere(id)) throw new BackstitchError('IMPORT_NOT_FOUND');
      return untilEnd(id, presentFirst<string>(id, moved.subscribe(signal)));
    },
    async undo({ id }: { id: ImportId }): Promise<{ removed: number }> {
      if (store.get(id) === undefined) throw new BackstitchError('IMPORT_NOT_FOUND');
      refuseWhileApplied(id);
      return { removed: await takeBack(id) };
    },
    async remove({ id }: { id: ImportId }): Promise<void> {
      if (!isThere(id)) throw new BackstitchError('IMPORT_NOT_FOUND');
      refuseWhileApplied(id);
      await giveUp(id);
      await discard(id);
      await store.remove(id);
      moved.publish(id);
    },
    /** Of an import that is remembered: when it was, and the name of its file. */
    factsOf: (id: string): Pick<Import, 'name' | 'at'> | undefined => store.get(id),
    async [Symbol.asyncDispose](): Promise<void> {
      moved.close();
      await Promise.all([...readings.keys()].map(giveUp));
      await mended;
      await Promise.all([...open.keys()].map(discard));
    },
  };

  async function* untilEnd(
    id: string,
    steps: AsyncGenerator<string, void, void>,
  ): AsyncGenerator<Import, void, void> {
    for await (const of of steps) {
      if (of !== id) continue;
      const now = isThere(id) ? find(id) : undefined;
      if (now !== undefined) yield now;
      if (now === undefined || now.state === 'applied' || now.state === 'undone') return;
    }
  }
  function isThere(id: string): boolean {
    return store.get(id) !== undefined || open.has(id) || readings.has(id);
  }
  function readingOf(id: string): Import | undefined {
    const one = readings.get(id);
    if (one === undefined) return undefined;
    const now = one.reading.now();
    const name = named(one.name, now.format);
    return { id: id as ImportId, at: one.at, name, ...now, captures: 0, file: null };
  }
  async function giveUp(id: string): Promise<void> {
    const one = readings.get(id);
    one?.reading.stop();
    // How it ends, its caller is told.
    await one?.reading.ended.catch(() => {});
  }
  function find(id: string): Import {
    const kept = store.get(id);
    const one = kept === undefined ? (open.get(id)?.import ?? readingOf(id)) : shownOf(kept);
    if (one === undefined) throw new BackstitchError('IMPORT_NOT_FOUND');
    return one;
  }
  function refuseWhileApplied(id: string): void {
    if (applying?.id !== id) return;
    throw new BackstitchError('IMPORT_INVALID', 'This import is running.', {
      hint: 'Wait until it has ended, or cancel it.',
    });
  }
}

/** A name for people: without folders and without what would not show. */
function named(name: string, format: ImportFormat | null): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200);
  if (plain !== '') return plain;
  return format === null ? 'a file' : `a ${format} text`;
}
