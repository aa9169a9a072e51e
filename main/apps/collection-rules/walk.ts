import { and, at, fieldsOf, NotAllowed, type Part, type Seen, type Work } from './action.ts';
import { overlay } from './overlay.ts';
import type { Fields } from './roles.ts';

/** Few at first, for whoever asks for one; then as many as make the way to the store worth it. */
const FIRST_SLICE = 50;
const SLICE = 500;

/** What somebody looks for among the documents a user sees. */
export interface Wanted {
  /** Documents have to match it as they are seen. */
  query: Fields;
  /** `{}` leaves them in the order of the collection. */
  sort: Fields;
  /** More are not asked for: the walk ends where it has them. Infinity for all. */
  most: number;
}

/** A document that was found, and its text as the user sees it. */
export interface Gathered extends Seen {
  text: string;
}

/**
 * Finds documents among those a user sees, slice by slice, for as long as its bounds let: where roles
 * ask each document, only reading tells who sees what. Beside it the event loop goes on.
 *
 * @param keep what of a document is held; all of it where it is left out
 * @throws NotAllowed MongoDBError with words, where a bound is reached
 */
export async function gather(
  work: Work,
  wanted: Wanted,
  keep: (found: Gathered) => Gathered = (found) => found,
): Promise<Gathered[]> {
  const { bounds } = work.parts;
  const isOrdered = Object.keys(wanted.sort).length > 0 || isByDistance(wanted.query);
  const prunes = isSortedByFields(wanted.sort) && wanted.most < Infinity;
  let held: Gathered[] = [];
  let bytes = 0;
  for await (const slice of seenSlices(work)) {
    for (const one of await matching(work, slice, wanted.query)) {
      const kept = keep(one);
      held.push(kept);
      bytes += kept.text.length;
    }
    if (!isOrdered && held.length >= wanted.most) return held.slice(0, wanted.most);
    if (prunes && held.length > 2 * wanted.most + SLICE) {
      held = await sifted(work, held, wanted);
      bytes = held.reduce((sum, { text }) => sum + text.length, 0);
    }
    if (held.length > bounds.documents || bytes > bounds.bytes) throw tooMuch(work);
  }
  return isOrdered && wanted.most < Infinity ? sifted(work, held, wanted) : held;
}

/** `$near` is an order, too: the nearest may come last. */
const isByDistance = (query: Fields): boolean => /"\$near(?:Sphere)?"/.test(JSON.stringify(query));

/** `$natural` is the order of the collection, which part of it does not tell. */
const isSortedByFields = (sort: Fields): boolean =>
  Object.keys(sort).length > 0 && sort['$natural'] === undefined;

/** The documents that a user sees something of, in the order of the collection. */
async function* seenSlices(work: Work): AsyncGenerator<Seen[], void, void> {
  const { parts, access, narrowed, args } = work;
  // An `_id` is seen by whoever sees anything: asking for it first changes no answer.
  const { _id: id } = fieldsOf(args.query);
  const byId = id === undefined ? [] : [{ _id: id }];
  const query = and([...narrowed.queries, ...byId]);
  const pause = parts.pauses();
  const until = parts.now() + parts.bounds.ms;
  let judged = 0;
  let most = FIRST_SLICE;
  let next: Promise<Part> | null = parts.slice(at(work), query, { after: null, most });
  while (next !== null) {
    const { documents, after, more }: Part = await next;
    // While these are judged, the store reads on.
    next = more && most === SLICE ? parts.slice(at(work), query, { after, most }) : null;
    // Whoever has enough does not come back for it.
    next?.catch(() => {});
    const found: Seen[] = [];
    for (const whole of documents) {
      const shown = await access.shown(whole);
      judged += 1;
      if (shown !== null) found.push({ whole, shown });
      if (parts.now() > until) throw tooLong(work, judged);
      await pause();
    }
    yield await projected(work, found);
    if (parts.now() > until) throw tooLong(work, judged);
    most = SLICE;
    if (more && next === null) next = parts.slice(at(work), query, { after, most });
  }
}

async function matching(work: Work, slice: readonly Seen[], query: Fields): Promise<Gathered[]> {
  const all = slice.map((one) => ({ ...one, text: JSON.stringify(one.shown) }));
  if (Object.keys(query).length === 0) return all;
  return sifted(work, all, { query, sort: {}, most: Infinity });
}

/** Those that match, in the order that is asked for. */
async function sifted(
  { parts }: Work,
  documents: readonly Gathered[],
  { query, sort, most }: Wanted,
): Promise<Gathered[]> {
  if (documents.length === 0) return [];
  const places = await parts.sift(
    documents.map(({ text }) => text),
    { query, sort, limit: most === Infinity ? 0 : most },
  );
  return places.map((place) => documents[place]).filter((found) => found !== undefined);
}

/** Projections of filters are all applied, one after the other. */
async function projected(work: Work, found: Seen[]): Promise<Seen[]> {
  let result = found;
  for (const projection of work.narrowed.projections) {
    const input = result;
    const texts = input.map(({ shown }) => JSON.stringify(shown));
    const cut = await overlay(work, texts, (perform, scratch) =>
      perform('find', { ...scratch, query: {}, projection }),
    );
    result = Array.isArray(cut)
      ? input.map(({ whole }, place) => ({ whole, shown: fieldsOf(cut[place]) }))
      : [];
  }
  return result;
}

const HELP =
  'Ask by _id or with a limit, or give the user a role that does not depend on the document.';

function tooLong({ parts }: Work, judged: number): NotAllowed {
  const seconds = parts.bounds.ms / 1000;
  const words = `the roles of this collection ask each document: the call was stopped after ${seconds} s and ${judged} documents. ${HELP}`;
  return new NotAllowed(words, 'MongoDBError');
}

function tooMuch({ parts }: Work): NotAllowed {
  const { documents, bytes } = parts.bounds;
  const words = `the roles of this collection ask each document: of what the user sees, a call can use ${documents} documents or ${Math.round(bytes / 1_000_000)} MB. ${HELP}`;
  return new NotAllowed(words, 'MongoDBError');
}
