import type { TimeSpan } from './captures-address.ts';

/** The places around deliveries. */
export const DELIVERY_PARTS = ['queue', 'destinations', 'forwards', 'jobs', 'backfill'] as const;
export type DeliveryPart = (typeof DELIVERY_PARTS)[number];

export type DeliveriesRoute = {
  page: 'deliveries';
  part: DeliveryPart;
  /** Of a delivery or a destination; null: the list. */
  id: string | null;
  /** What is searched for in the queue; left out: nothing. */
  q?: string;
  /** Only deliveries created in that time; left out: at any. */
  t?: TimeSpan;
};

/** Reads `#/deliveries/<part>/<id>?q=<search>&t=<from>-<to>`; undefined for any other. */
export function readDeliveriesAddress(hash: string): DeliveriesRoute | undefined {
  const [path = '', query = ''] = split(hash.replace(/^#?\/?/, ''));
  const [page, rawPart, rawId = ''] = path.split('/');
  if (page !== 'deliveries') return undefined;
  const part = DELIVERY_PARTS.find((known) => known === rawPart) ?? 'queue';
  const id = part === rawPart ? decode(rawId) : null;
  const params = new URLSearchParams(query);
  const q = params.get('q') ?? '';
  const [from, to] = (/^(\d{1,15})-(\d{1,15})$/.exec(params.get('t') ?? '') ?? []).slice(1);
  const t = { from: Number(from), to: Number(to) };
  if (part !== 'queue') return { page, part, id };
  return { page, part, id, ...(q !== '' && { q }), ...(t.from < t.to && { t }) };
}

function split(path: string): string[] {
  const at = path.indexOf('?');
  return at < 0 ? [path] : [path.slice(0, at), path.slice(at + 1)];
}

/** The hash of a route: reading it gives the same route again. */
export function writeDeliveriesAddress({ part, id, q, t }: DeliveriesRoute): string {
  const params = new URLSearchParams();
  if (part === 'queue' && q !== undefined && q !== '') params.set('q', q);
  if (part === 'queue' && t !== undefined) params.set('t', `${t.from}-${t.to}`);
  const item = id === null ? '' : `/${encodeURIComponent(id)}`;
  return `#/deliveries/${part}${item}${params.size === 0 ? '' : `?${params}`}`;
}

function decode(raw: string): string | null {
  if (raw === '') return null;
  try {
    return decodeURIComponent(raw);
  } catch {
    // A hand-written hash with a broken escape names nothing.
    return null;
  }
}
