import type { Database } from 'better-sqlite3';
import type { SearchProblem } from '../../../preload/contract/captures/search-text.ts';
import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { decodeId, firstIdAt } from '../capture-id.ts';
import { addPick } from './blocks/pick.ts';
import { compile } from './compile.ts';
import type { Compiled, Params } from './conditions/condition.ts';
import type { Walk } from './walk.ts';
import { openCommonWords } from './common-words.ts';
import { openCompletion } from './complete.ts';
import { mistakesOf, slipsOf } from './fixes.ts';
import { indexContent } from './indexing/index-content.ts';
import { createSearchIndexer } from './indexing/indexer.ts';
import { parse } from './parse.ts';
import type { Problem } from './values/mistake.ts';
import { createCarrier, type Elsewhere } from './away/away.ts';
import { openContentReader } from './indexing/read-content.ts';

/** A search made ready. `where` with `params` is a condition over `captures c` for any statement. */
export interface PreparedSearch {
  where: string;
  params: Params;
  problems: Problem[];
  /** Words or fields are looked for: what is not indexed yet is not found. */
  needsIndex: boolean;
  compiled: Compiled;
}

/** Gives the rows that fulfil a condition, newest first below an id. */
interface RowSource<Row> {
  page(condition: { where: string; params: Params }, limit: number, before: number): Row[];
}

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  /** Where the file of a body is, by its name. */
  bodyPath: (file: string) => string;
  /** The charset that a person chose for an endpoint. */
  charsetAt?: (endpointId: string | null) => string | null;
  /** False while the engine has more urgent things to do: the index then takes its time. */
  idle: () => boolean;
  log: (message: string, error: unknown) => void;
  /** Searches over many captures are carried out there; here where it is absent. */
  elsewhere?: Elsewhere;
  /** Minutes local time is ahead of UTC at an instant; the machine's zone by default. */
  offsetMinutes?: (ms: number) => number;
}

export type Search = ReturnType<typeof openSearch>;

const COUNT_CAP = 10_000;
const CATCH_UP_MS = 200;

/** Search over all captures, and the index behind it, which it keeps in the background. */
export function openSearch(parts: Parts) {
  const { db } = parts;
  const readForIndex = openContentReader(db, parts.bodyPath, parts.charsetAt ?? (() => null));
  const indexer = createSearchIndexer({
    ...parts,
    // It works on what it has read, so on rows that are written; what is lost of it is made again.
    commit: (job) => parts.groups.commit(job, 'nothing', 'committed'),
    readForIndex,
  });
  const { store } = indexer;
  addPick(db);
  const offsetMinutes =
    parts.offsetMinutes ?? ((ms: number): number => -new Date(ms).getTimezoneOffset());
  const completion = openCompletion({
    db,
    fieldId: store.fieldId,
    recentTexts: store.recentTexts,
    offsetMinutes,
  });

  const commonWords = openCommonWords({ db, read: readForIndex, index: indexContent });
  const read = (text: string, nowMs: number) => parse(text, { nowMs, offsetMinutes, decodeId });
  const fixParts = (nowMs: number) => ({
    parse: (text: string) => read(text, nowMs),
    valuesOf: (field: string) => completion.valuesOf(field, nowMs),
    namesOf: completion.namesOf,
  });

  function prepare(text: string, nowMs: number): PreparedSearch {
    const { terms, problems } = read(text, nowMs);
    const compiled = compile(terms, { firstIdAt, fieldId: store.fieldId, commonWords });
    const conditions = compiled.conditions.map((condition) => condition.where);
    return {
      where: ['c.id >= :from_ AND c.id < :below_', ...conditions].join(' AND '),
      params: { ...compiled.params, from_: compiled.fromId, below_: compiled.belowId },
      problems,
      needsIndex: terms.some(({ kind }) => kind === 'text' || kind === 'value' || kind === 'trace'),
      compiled,
    };
  }

  const carrier = createCarrier(db, parts.elsewhere);
  const ids = ({ compiled }: PreparedSearch, which: Walk): Promise<number[]> =>
    carrier.carry({ kind: 'ids', compiled, ...which });

  return {
    prepare,
    /** The terms of a text as they are written: what all have to match. */
    terms: (text: string, nowMs: number): string[] =>
      read(text, nowMs).terms.map(({ from, to }) => text.slice(from, to)),
    /** Row ids that a search finds, newest first. */
    ids,
    /** Of these rows, those that a search finds, newest first. */
    among: ({ compiled }: PreparedSearch, rowIds: readonly number[]): Promise<number[]> =>
      carrier.carry({ kind: 'among', compiled, ids: rowIds }),
    /** Carries out what is asked of all captures. */
    carry: carrier.carry,
    /** As `page`, oldest first, above a row id. */
    async oldest<Row extends { id: number }>(
      search: PreparedSearch,
      limit: number,
      after: number,
      store: RowSource<Row>,
    ): Promise<Row[]> {
      const found = await ids(search, { limit, after, oldestFirst: true });
      return store.page(among(found), limit, Number.MAX_SAFE_INTEGER).toReversed();
    },
    /** Id of a header, query or body field in the index; undefined if no capture has it. */
    fieldId: store.fieldId,
    /** What the index holds of captures in a field, by the id of the capture. */
    indexedIn: store.valuesOf,
    /** What the index keeps, or will keep, of a capture; nothing where it is gone. */
    valuesOf: (id: number) => {
      const content = readForIndex(id);
      return content === undefined ? [] : indexContent(content).values;
    },
    /** As `ids`, as rows of the store. */
    async page<Row>(
      search: PreparedSearch,
      limit: number,
      before: number,
      store: RowSource<Row>,
    ): Promise<Row[]> {
      return store.page(among(await ids(search, { limit, before })), limit, before);
    },
    /** Exact up to 10,000; then `capped`. */
    count: (
      { compiled }: PreparedSearch,
      cap = COUNT_CAP,
    ): Promise<{ count: number; capped: boolean }> =>
      carrier.carry({ kind: 'count', compiled, cap }),
    /** Completions for a text at a cursor (UTF-16 units) and a time (epoch ms). */
    complete: completion.complete,
    /** What is wrong with a text, and with what text it would be right; see `fixes.ts`. */
    mistakes: (text: string, nowMs: number): SearchProblem[] => mistakesOf(text, fixParts(nowMs)),
    /** Values that are like none seen and near to one. */
    slips: (text: string, nowMs: number): SearchProblem[] => slipsOf(text, fixParts(nowMs)),
    wake: (): void => indexer.wake(),
    /** Await before a search with words or fields, so that it finds what arrived just before. */
    catchUp: (deadlineMs = CATCH_UP_MS): Promise<{ behind: number }> => indexer.catchUp(deadlineMs),
    /** Takes captures out of the index; call in the transaction that deletes them. */
    forget(captureIds: readonly number[]): void {
      store.forget(captureIds);
      indexer.wake();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await carrier[Symbol.asyncDispose]();
      await indexer[Symbol.asyncDispose]();
    },
  };
}

/** Holds for captures with these row ids. */
const among = (ids: readonly number[]): { where: string; params: Params } => ({
  where: 'c.id IN (SELECT value FROM json_each(:found_))',
  params: { found_: JSON.stringify(ids) },
});
