/**
 * Names of the fields a search knows, in the order help shows them. One with a dot asks for a name
 * behind it: `header.x-github-event`.
 */
export const SEARCH_FIELDS = [
  'method',
  'path',
  'status',
  'endpoint',
  'header.',
  'body.',
  'query.',
  'body',
  'header',
  'is',
  'has',
  'size',
  'after',
  'before',
  'type',
  'provider',
  'event',
  'version',
  'drift',
  'sig',
  'delivery',
  'chaos',
  'suite',
  'trace',
  'note',
  'id',
] as const;

export type SearchField = (typeof SEARCH_FIELDS)[number];
