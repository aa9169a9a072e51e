import type { TraceExportInput } from '../../../preload/contract/captures/trace-export.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Guard } from '../../outbound/guard/guard.ts';
import type { Resolve } from '../../outbound/resolve.ts';
import { parseTarget, type Target } from '../../outbound/target.ts';
import type { KeptExport } from './export-store.ts';

interface Judges {
  guard: Guard;
  resolve: Resolve;
  isAllowed: (hostKey: string) => boolean;
  /** @throws BackstitchError SEARCH_INVALID */
  checkSearch: (text: string) => void;
}

const PATH = '/v1/traces';
/** What frames the request is ours. */
const OURS = /^(host|content-.*|transfer-encoding|connection|user-agent)$/i;
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const VALUE = /^[\x20-\x7e]*$/;

/** Where requests go for a base; null where it is off. */
export function targetOf({ endpoint }: Pick<KeptExport, 'endpoint'>): Target | null {
  if (endpoint === null) return null;
  const parsed = parseTarget(endpoint + PATH);
  return parsed.ok ? parsed.target : null;
}

/**
 * What is kept of an input, with header values that it leaves out taken from before.
 *
 * @throws BackstitchError TRACE_EXPORT_INVALID, TARGET_NEEDS_ALLOW
 */
export async function readInput(
  input: TraceExportInput,
  before: KeptExport,
  judges: Judges,
): Promise<KeptExport> {
  const { search, share } = input;
  const endpoint = input.endpoint === null || input.endpoint === '' ? null : baseOf(input.endpoint);
  const headers = headersOf(input, endpoint, before);
  try {
    judges.checkSearch(search);
  } catch (error) {
    if (!(error instanceof BackstitchError)) throw error;
    throw refused(error.message, 'search', error.hint);
  }
  const kept = { endpoint, headers, search, share };
  const target = targetOf(kept);
  if (target !== null) await checkReach(target, judges);
  return kept;
}

/** The address as it is kept: without what is put behind it, and without a slash at its end. */
function baseOf(typed: string): string {
  const parsed = parseTarget(typed);
  if (!parsed.ok) throw refused(parsed.why, 'endpoint');
  const { protocol, authority, path } = parsed.target;
  if (path.includes('?')) {
    throw refused('Write the address without a query.', 'endpoint', 'A key goes into a header.');
  }
  const base = path.replace(/\/+$/, '');
  return `${protocol}//${authority}${base.endsWith(PATH) ? base.slice(0, -PATH.length) : base}`;
}

function headersOf(
  input: TraceExportInput,
  endpoint: string | null,
  before: KeptExport,
): HeaderPair[] {
  const known = new Map(before.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const names = new Set<string>();
  return input.headers.map(({ name, value }, index): HeaderPair => {
    const field = `headers.${index}`;
    const key = name.toLowerCase();
    if (!NAME.test(name)) throw refused(`“${name}” is not the name of a header.`, `${field}.name`);
    if (OURS.test(name)) throw refused(`${name} is written by Backstitch.`, `${field}.name`);
    if (names.has(key)) throw refused(`${name} is there twice.`, `${field}.name`);
    names.add(key);
    // A key is not carried along to another collector: whoever changes the address says it again.
    const stays = before.endpoint !== null && originOf(endpoint) === originOf(before.endpoint);
    const own = value === undefined ? known.get(key) : value.trim();
    if (own === undefined) throw refused(`Fill in ${name}.`, `${field}.value`);
    if (value === undefined && endpoint !== null && !stays) {
      throw refused(
        `${name} was given for another collector.`,
        `${field}.value`,
        'Write its value again, for the new one.',
      );
    }
    if (!VALUE.test(own)) throw refused(`${name} holds more than ASCII.`, `${field}.value`);
    return [name, own];
  });
}

async function checkReach(target: Target, { guard, resolve, isAllowed }: Judges): Promise<void> {
  const refusal = await guard.ahead(target, isAllowed(target.hostKey), resolve);
  if (refusal === undefined) return;
  if (refusal.code !== 'NOT_ALLOWED') throw refused(refusal.text, 'endpoint', refusal.hint);
  throw new BackstitchError('TARGET_NEEDS_ALLOW', refusal.text, {
    field: 'endpoint',
    host: target.hostKey,
    ...(refusal.hint !== undefined && { hint: refusal.hint }),
  });
}

const originOf = (url: string | null): string | null =>
  url === null ? null : (URL.parse(url)?.origin ?? null);

const refused = (message: string, field: string, hint?: string): BackstitchError =>
  new BackstitchError('TRACE_EXPORT_INVALID', message, {
    field,
    ...(hint !== undefined && { hint }),
  });
