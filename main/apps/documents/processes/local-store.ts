import { rmSync } from 'node:fs';
import { readPage, runAction } from '../actions.ts';
import { exportFile, importFile } from '../writes/files.ts';
import { PartialFailure } from '../writes/bulk.ts';
import { keyOf } from '../values/compare.ts';
import { parseDocument, parseEjson, storedText, toEjson } from '../values/ejson.ts';
import { fileOf } from '../store/file-names.ts';
import { messageOf, MongoDBError } from '../values/mongo-error.ts';
import { looksUpFirst, onlyReads } from '../reads.ts';
import { readSlice, sift } from '../slices.ts';
import { openSpace, type Space, type Witness } from '../store/space.ts';
import { openDocumentFile, openMemoryTables, type Tables } from '../store/tables.ts';
import { documentOf } from '../values/values.ts';
import {
  type CollectionName,
  type DocumentChange,
  type DocumentOrder,
  type DocumentOutcome,
  watchKey,
  type WorkerSetup,
} from './worker-protocol.ts';
import { insertDocument } from '../writes/writes.ts';

interface Session {
  /** One overlay for each app the run reaches. */
  overlays: Map<string, Tables>;
  usedAt: number;
}

/** Answers orders one by one: the whole store without the processes around it. */
export function openLocalStore(setup: WorkerSetup) {
  const files = new Map<string, Tables>();
  const sessions = new Map<string, Session>();
  const dropped = new Set<string>();

  const fileFor = (appId: string): Tables => {
    const tables = files.get(appId) ?? openDocumentFile(fileOf(setup.dir, appId));
    files.set(appId, tables);
    return tables;
  };
  const spaceFor = (appId: string, session: string, witness?: Witness): Space => {
    if (session === '') return openSpace(fileFor(appId), undefined, witness);
    const { overlays } = sessionFor(session);
    const overlay = overlays.get(appId) ?? openMemoryTables(setup.sessionBytes);
    overlays.set(appId, overlay);
    return openSpace(fileFor(appId), overlay);
  };
  const sessionFor = (id: string): Session => {
    if (dropped.has(id)) {
      throw new MongoDBError('the changes of this dry run were dropped: it was idle for too long');
    }
    const session = sessions.get(id) ?? { overlays: new Map(), usedAt: 0 };
    session.usedAt = Date.now();
    sessions.set(id, session);
    return session;
  };
  const endSession = (id: string): void => {
    for (const overlay of sessions.get(id)?.overlays.values() ?? []) overlay.close();
    sessions.delete(id);
  };
  const forget = (appId: string): void => {
    files.get(appId)?.close();
    files.delete(appId);
    const file = fileOf(setup.dir, appId);
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  };

  const answer = (order: DocumentOrder, changes: DocumentChange[]): string => {
    switch (order.kind) {
      case 'action': {
        const witness = witnessOf(order, changes);
        return act(spaceFor(order.appId, order.session, witness), order, changes);
      }
      case 'overview':
        return JSON.stringify(spaceFor(order.appId, '').list(order.service));
      case 'page':
        return JSON.stringify(readPage(spaceFor(order.appId, ''), order, order));
      case 'save':
        return save(spaceFor(order.appId, '', witnessOf(order, changes)), order);
      case 'remove':
        return remove(spaceFor(order.appId, '', witnessOf(order, changes)), order);
      case 'import':
        return importFile(spaceFor(order.appId, '', witnessOf(order, changes)), order);
      case 'export':
        return exportFile(spaceFor(order.appId, ''), order);
      case 'slice':
        return readSlice(spaceFor(order.appId, order.session), order, order);
      case 'sift':
        return sift(order);
      case 'forget':
        forget(order.appId);
        return 'null';
      case 'end-session':
        endSession(order.session);
        dropped.delete(order.session);
        return 'null';
      case 'close':
        for (const id of sessions.keys()) endSession(id);
        for (const tables of files.values()) tables.close();
        return 'null';
      default:
        return order satisfies never;
    }
  };

  return {
    answer(order: DocumentOrder): DocumentOutcome {
      const changes: DocumentChange[] = [];
      try {
        const result = answer(order, changes);
        return { ok: true, result, ...(changes.length > 0 && { changes }) };
      } catch (error) {
        const message = explain(error, setup);
        // What could be written stays; everything else was taken back.
        const stays = error instanceof PartialFailure && changes.length > 0;
        return { ok: false, message, ...(stays && { changes }) };
      }
    },
    /** Drops dry runs nobody has used for a while. */
    sweep(now: number): void {
      for (const [id, session] of sessions) {
        if (now - session.usedAt < setup.sessionIdleMs) continue;
        endSession(id);
        dropped.add(id);
      }
    },
  };
}

function witnessOf(
  { watched = [] }: { watched?: readonly string[] },
  changes: DocumentChange[],
): Witness | undefined {
  if (watched.length === 0) return undefined;
  const wanted = new Set(watched);
  return {
    wants: (namespace) => wanted.has(watchKey(namespace)),
    note: (change) => void changes.push(change),
  };
}

function act(
  space: Space,
  order: Extract<DocumentOrder, { kind: 'action' }>,
  changes: DocumentChange[],
): string {
  const args = parseDocument(order.args, 'the arguments');
  const run = (): string => toEjson(runAction(space, order.service, order.action, args));
  if (onlyReads(order.action, args)) return run();
  const transact = looksUpFirst(order.action) ? space.optimistically : space.atomically;
  const outcome = transact(() => {
    // It may run a second time, from the start.
    changes.length = 0;
    try {
      return run();
    } catch (error) {
      // What could be written stays.
      if (error instanceof PartialFailure) return error;
      throw error;
    }
  });
  if (outcome instanceof PartialFailure) throw outcome;
  return outcome;
}

function save(space: Space, order: Extract<DocumentOrder, { kind: 'save' }>): string {
  const document = parseDocument(order.document, 'the document');
  return space.atomically(() => {
    if (order.isNew) {
      const id = insertDocument(space, order, document);
      return toEjson(Object.assign(documentOf({ _id: id }), document));
    }
    const [row] = rowById(space, order, toEjson(document['_id'] ?? null));
    if (!row) throw new MongoDBError('no document has this _id any more');
    const text = storedText(document);
    space.replace(order, row.seq, text);
    return text;
  });
}

function remove(space: Space, order: Extract<DocumentOrder, { kind: 'remove' }>): string {
  const [row] = rowById(space, order, order.id);
  if (row) space.remove(order, row.seq);
  return String(row !== undefined);
}

function rowById(space: Space, order: CollectionName, id: string) {
  return [...space.rows(order, [keyOf(parseEjson(id))])];
}

function explain(error: unknown, setup: WorkerSetup): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'SQLITE_FULL') {
    const megabytes = Math.round(setup.sessionBytes / 1_000_000);
    return `there is no room for this write: the disk is full, or a dry run reached ${megabytes} MB`;
  }
  return messageOf(error);
}
