import type pg from 'pg';
import { readFieldTerm, splitTerms } from '../../preload/rules/search-terms.ts';
import { BackstitchError } from '../lib/errors.ts';

/** A capture as the list of a team shows it. */
export interface BrowsedRow {
  node_id: string;
  /** null where the node is gone. */
  node_name: string | null;
  capture_id: string;
  place: string;
  received_at: Date;
  stored_at: Date;
  skew_ms: number;
  duration_us: string | null;
  method: string;
  target: Buffer;
  endpoint_name: string;
  size_bytes: string;
  status: number | null;
  reason: string | null;
  provider: string | null;
  event_type: string | null;
  signature: string | null;
  cut: boolean;
  exact: boolean;
  marks:
    | { kind: 'pin' | 'note'; value: string; version: number; author: string; at: string }[]
    | null;
}

export interface BrowseInput {
  node?: string | undefined;
  search: string;
  /** `place` of the last row of the page above. */
  before?: string | undefined;
  limit: number;
}

/** Columns that are compared as a whole, in any case. */
const EXACT: Readonly<Record<string, string>> = {
  method: 'method',
  provider: 'provider',
  event: 'event_type',
  sig: 'signature',
  endpoint: 'endpoint_name',
};
/** What is marked on `captures c`. */
export const MARKS = `(SELECT json_agg(json_build_object('kind', m.kind, 'value', m.value, 'version', m.version,
                                               'author', coalesce(n.name, ''), 'at', m.at))
               FROM marks m LEFT JOIN nodes n ON n.node_id = m.author
              WHERE m.node_id = c.node_id AND m.capture_id = c.capture_id AND m.value <> '')`;
/** Of the node that took `captures c` in, as it is now: what was read of the nodes before may not know it yet. */
export const NODE_NAME = '(SELECT n.name FROM nodes n WHERE n.node_id = c.node_id)';
const PLACE = /^(\d{1,16})\.([0-9a-f-]{36})\.(\d{1,16})$/;

/**
 * Newest in the team first: that order has an index, and a capture that arrives late is seen.
 *
 * @throws BackstitchError SEARCH_INVALID; Error of the driver
 */
export async function browse(client: pg.Client, input: BrowseInput): Promise<BrowsedRow[]> {
  const values: (string | number | Date)[] = [];
  const bind = (value: string | number | Date): string => `$${values.push(value)}`;
  const where = ['NOT c.gone', ...splitTerms(input.search).map(({ text }) => termOf(text, bind))];
  if (input.node !== undefined) where.push(`c.node_id = ${bind(input.node)}`);
  if (input.before !== undefined) {
    const [, micros, node, id] = PLACE.exec(input.before) ?? [];
    if (micros === undefined || node === undefined || id === undefined)
      throw wrong('This page begins nowhere.', 'Begin with the first page.');
    const at = `to_timestamp(0) + ${bind(micros)}::bigint * interval '1 microsecond'`;
    where.push(
      `(c.stored_at, c.node_id, c.capture_id) < (${at}, ${bind(node)}::uuid, ${bind(id)}::bigint)`,
    );
  }
  const { rows } = await client.query<BrowsedRow>(
    `SELECT c.node_id, c.capture_id, c.received_at, c.stored_at, c.skew_ms, c.duration_us, c.method, c.target,
            c.endpoint_name, c.size_bytes, c.status, c.reason, c.provider, c.event_type, c.signature, c.cut, c.exact,
            (extract(epoch FROM c.stored_at) * 1000000)::bigint || '.' || c.node_id || '.' || c.capture_id AS place,
            ${NODE_NAME} AS node_name, ${MARKS} AS marks
       FROM captures c WHERE ${where.join(' AND ')}
      ORDER BY c.stored_at DESC, c.node_id DESC, c.capture_id DESC LIMIT ${bind(input.limit)}`,
    values,
  );
  return rows;
}

type Bind = (value: string | number | Date) => string;

/** A term as a condition: words of the path, or a field of which any value may hold. */
function termOf(text: string, bind: Bind): string {
  const term = readFieldTerm(text);
  if (term === undefined || term.values.length === 0) {
    const negated = text.startsWith('-') && text.length > 1;
    const words = unquoted(negated ? text.slice(1) : text);
    const holds = `c.path ILIKE ${bind(`%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)}`;
    return negated ? `NOT coalesce(${holds}, false)` : holds;
  }
  const any = term.values.map((value) => conditionOf(term.field, unquoted(value), bind));
  return term.negated ? `NOT coalesce(${any.join(' OR ')}, false)` : `(${any.join(' OR ')})`;
}

/** A value as it is meant: `"a b"` and `="a b"` are `a b`. */
function unquoted(value: string): string {
  const [, quoted] = /^=?"((?:[^"\\]|\\[^])*)"$/.exec(value) ?? [];
  return quoted === undefined ? value : quoted.replaceAll(/\\([^])/g, '$1');
}

function conditionOf(field: string, value: string, bind: Bind): string {
  const name = field.toLowerCase();
  const column = EXACT[name];
  if (column !== undefined) return `lower(c.${column}) = lower(${bind(value)})`;
  if (name === 'status') return statusOf(value, bind);
  if (name === 'after' || name === 'before') {
    const at = Date.parse(value);
    if (Number.isNaN(at))
      throw wrong(`“${value}” is no time.`, 'Write 2026-11-27 or 2026-11-27T09:30Z.');
    return `c.received_at ${name === 'after' ? '>=' : '<'} ${bind(new Date(at))}`;
  }
  throw wrong(
    `The team cannot be searched by “${field}”.`,
    'Search by words of the path, or by method, status, provider, event, sig, endpoint, after or before.',
  );
}

function statusOf(value: string, bind: (value: number) => string): string {
  const [, digits = '', rest] = /^([1-5])(xx|\d\d)$/i.exec(value) ?? [];
  if (rest === undefined) throw wrong(`“${value}” is no status.`, 'Write 404 or 4xx.');
  if (rest.toLowerCase() !== 'xx') return `c.status = ${bind(Number(value))}`;
  return `c.status BETWEEN ${bind(Number(digits) * 100)} AND ${bind(Number(digits) * 100 + 99)}`;
}

const wrong = (message: string, hint: string): BackstitchError =>
  new BackstitchError('SEARCH_INVALID', message, { hint, field: 'search' });
