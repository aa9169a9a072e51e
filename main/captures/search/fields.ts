import { DRIFT_GROUPS, DRIFT_KINDS } from '../../../preload/rules/drift-kinds.ts';
import type { SearchField } from '../../../preload/rules/search-fields.ts';
import { CHAOS, FLAGS, PARTS, SUITE_VERDICTS } from './terms.ts';

export interface Field {
  /** As typed before the colon; a trailing dot asks for a name behind it. */
  name: SearchField;
  help: string;
  example: string;
  /** Values worth offering, where they are few and known. */
  values: readonly string[];
}

/** Every field a search knows, in the order help shows them. */
export const FIELDS: readonly Field[] = [
  {
    name: 'method',
    help: 'HTTP method',
    example: 'method:post,put',
    values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
  },
  {
    name: 'path',
    help: 'Part of the path, or all of it with *',
    example: 'path:/hooks/*',
    values: [],
  },
  {
    name: 'status',
    help: 'Status answered',
    example: 'status:4xx',
    values: ['2xx', '3xx', '4xx', '5xx'],
  },
  { name: 'endpoint', help: 'Endpoint that answered it', example: 'endpoint:orders', values: [] },
  {
    name: 'header.',
    help: 'Value of a header',
    example: 'header.x-github-event:push',
    values: [],
  },
  {
    name: 'body.',
    help: 'Value in a JSON or form body',
    example: 'body.data.object.amount:>1000',
    values: [],
  },
  {
    name: 'query.',
    help: 'Value in the query string',
    example: 'query.page:2',
    values: [],
  },
  { name: 'body', help: 'Words in the body only', example: 'body:refund', values: [] },
  { name: 'header', help: 'Words in the headers only', example: 'header:stripe', values: [] },
  { name: 'is', help: 'What it is', example: 'is:pinned', values: FLAGS },
  { name: 'has', help: 'What it has', example: 'has:note', values: PARTS },
  {
    name: 'size',
    help: 'Bytes of the body; 1 kb is 1024',
    example: 'size:>10kb',
    values: ['>1kb', '>10kb', '>100kb', '>1mb'],
  },
  {
    name: 'after',
    help: 'Arrived then or later',
    example: 'after:2h',
    values: ['15m', '1h', 'today', 'yesterday', '7d'],
  },
  {
    name: 'before',
    help: 'Arrived earlier than',
    example: 'before:2026-11-20T14:00',
    values: ['1h', 'today', 'yesterday', '7d'],
  },
  { name: 'type', help: 'Part of the content type', example: 'type:json', values: [] },
  {
    name: 'provider',
    help: 'Who sent it',
    example: 'provider:github',
    values: ['github', 'stripe', 'slack', 'shopify', 'twilio', 'standard-webhooks'],
  },
  { name: 'event', help: 'Part of the event type', example: 'event:invoice.paid', values: [] },
  {
    name: 'version',
    help: 'Part of the version of its event type',
    example: 'version:2026-03-25',
    values: [],
  },
  {
    name: 'drift',
    help: 'Differed from what is usual for its event',
    example: 'drift:breaking',
    values: [...DRIFT_GROUPS, ...DRIFT_KINDS],
  },
  {
    name: 'sig',
    help: 'Result of the signature check',
    example: 'sig:bad',
    values: ['ok', 'bad', 'token', 'unset', 'unknown'],
  },
  {
    name: 'delivery',
    help: 'Id that the sender gave it',
    example: 'delivery:evt_1',
    values: [],
  },
  {
    name: 'chaos',
    help: 'What went wrong with its reply on purpose',
    example: 'chaos:any',
    values: CHAOS,
  },
  {
    name: 'suite',
    help: 'What became of it in a suite',
    example: 'suite:regressed',
    values: SUITE_VERDICTS,
  },
  {
    name: 'trace',
    help: 'Trace it is part of',
    example: 'trace:0af7651916cd43dd8448eb211c80319c',
    values: [],
  },
  { name: 'note', help: 'Part of the note', example: 'note:"ask Kim"', values: [] },
  { name: 'id', help: 'One capture', example: 'id:0001z3k8f00', values: [] },
];

/** Kinds of names behind a dot. */
export const NAMED = ['header', 'body', 'query'] as const;

const SPELLINGS = [...new Set(FIELDS.map((field) => field.name.replace('.', '')))];

/** The field a mistyped name most likely means; undefined if none is near. */
export function nearestField(name: string): string | undefined {
  return nearest(name, SPELLINGS);
}

/** The one of `known` that a slip of the keyboard made of it; undefined if none is near. */
export function nearest<T extends string>(typed: string, known: readonly T[]): T | undefined {
  const folded = typed.toLowerCase();
  const near = known
    .map((one) => ({ one, distance: editDistance(folded, one.toLowerCase()) }))
    .filter(({ one, distance }) => distance <= (one.length > 4 ? 2 : 1))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.one;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? at(i - 2, j - 2) + 1
          : replaced;
      rows[i]?.push(Math.min(replaced, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1));
    }
  }
  return at(a.length, b.length);
}
