import type { Narrowed } from './filters.ts';
import { emptyFields, type Fields, isFields, type Access } from './roles.ts';

/** Runs an action of a collection; results are canonical EJSON, parsed as JSON. */
export interface Perform {
  (action: string, args: Fields): Promise<unknown>;
  /** The same in texts: what may be long is not parsed and written again on its way. */
  text(action: string, args: string): Promise<string>;
}

/** A result that is the text of canonical EJSON already. */
export class Text {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Some documents of a collection, and where the next ones begin. */
export interface Part {
  documents: Fields[];
  /** For whoever asks for the next part; its meaning is the store's. */
  after: unknown;
  more: boolean;
}

/** How far a call may go that looks at documents one by one. */
export interface Bounds {
  ms: number;
  /** Documents and bytes of what the user sees that a call may use. */
  documents: number;
  bytes: number;
}

/** What a guard needs of the store. */
export interface GuardParts {
  /** Where the documents are. */
  perform: Perform;
  /** Documents that a query finds behind `after`, a few at a time; null begins. */
  slice: (at: Fields, query: Fields, from: { after: unknown; most: number }) => Promise<Part>;
  /** Which of these texts of documents match, by their places and in the order that is asked for. */
  sift: (
    texts: readonly string[],
    asked: { query: Fields; sort: Fields; limit: number },
  ) => Promise<number[]>;
  bounds: Bounds;
  /** Monotone, in ms. */
  now: () => number;
  /** Makes what is called between two documents, so that the event loop goes on. */
  pauses: () => () => Promise<void>;
  /** A place of its own, gone afterwards: what is computed on documents a user sees is done there. */
  scratch: <T>(work: (perform: Perform) => Promise<T>) => Promise<T>;
}

/** An action on a collection, on behalf of a user. */
export interface GuardedAction {
  action: string;
  database: string;
  collection: string;
  /** `query`, `update`, `options`, … as the store wants them. */
  args: Fields;
}

/** A call that the rules do not allow. */
export class NotAllowed extends Error {
  readonly code: 'NoMatchingRuleFound' | 'MongoDBError';
  constructor(text: string, code: NotAllowed['code'] = 'NoMatchingRuleFound') {
    super(text);
    this.code = code;
  }
}

export interface Seen {
  whole: Fields;
  shown: Fields;
}

export interface Work extends GuardedAction {
  parts: GuardParts;
  access: Access;
  narrowed: Narrowed;
}

export const READS = new Set([
  'find',
  'findOne',
  'aggregate',
  'count',
  'countDocuments',
  'distinct',
]);
/** What reads or writes other collections, whose rules are others. */
export const ELSEWHERE = ['$lookup', '$graphLookup', '$unionWith', '$out', '$merge'];
export const SCRATCH = { database: 'seen by a user', collection: 'documents' };

/** A query that is no document must not become one that finds everything. */
export function requireDocuments({ query, options }: Fields): void {
  for (const [name, value] of Object.entries({ query, options })) {
    if (value === undefined || value === null || isFields(value)) continue;
    throw new NotAllowed(`the ${name} has to be a document`, 'MongoDBError');
  }
}

export const at = ({ database, collection }: Pick<Work, 'database' | 'collection'>): Fields => ({
  database,
  collection,
});
export const list = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.filter(isFields) : [];
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : emptyFields());
export const keyOf = (document: Fields): string => JSON.stringify(document['_id'] ?? null);

export function and(queries: readonly Fields[]): Fields {
  const [only] = queries;
  if (queries.length === 0 || only === undefined) return {};
  return queries.length === 1 ? only : { $and: queries };
}
