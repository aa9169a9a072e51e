import type { Narrowed } from './filters.ts';
import { emptyFields, type Fields, isFields, type Judge } from './roles.ts';

/** Runs an action of a collection; results are canonical EJSON, parsed as JSON. */
export type Perform = (action: string, args: Fields) => Promise<unknown>;

/** What a guard needs of the store. */
export interface GuardParts {
  /** Where the documents are. */
  perform: Perform;
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
  judge: Judge;
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
