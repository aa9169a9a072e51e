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
  /** Whom of what was missed in that time: a provider, or `any`; left out: nobody. */
  look?: string;
};

/** Reads `#/deliveries/<part>/<id>?q=<search>&t=<from>-<to>`, in the part backfill `?look=<provider>&t=…`; undefined for any other. */
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
  if (part === 'backfill' && id === null && t.from < t.to) {
    const look = params.get('look') ?? '';
    return { page, part, id, t, look: /^[\w-]{1,60}$/.test(look) ? look : 'any' };
  }
  if (part !== 'queue') return { page, part, id };
  return { page, part, id, ...(q !== '' && { q }), ...(t.from < t.to && { t }) };
}

function split(path: string): string[] {
  const at = path.indexOf('?');
  return at < 0 ? [path] : [path.slice(0, at), path.slice(at + 1)];
}

/** The hash of a route: reading it gives the same route again. */
export function writeDeliveriesAddress({ part, id, q, t, look }: DeliveriesRoute): string {
  const params = new URLSearchParams();
  if (part === 'queue' && q !== undefined && q !== '') params.set('q', q);
  if (look !== undefined && isLook(part, id)) params.set('look', look);
  const isTimed = part === 'queue' || (look !== undefined && isLook(part, id));
  if (isTimed && t !== undefined) params.set('t', `${t.from}-${t.to}`);
  const item = id === null ? '' : `/${encodeURIComponent(id)}`;
  return `#/deliveries/${part}${item}${params.size === 0 ? '' : `?${params}`}`;
}

const isLook = (part: DeliveryPart, id: string | null): boolean =>
  part === 'backfill' && id === null;

function decode(raw: string): string | null {
  if (raw === '') return null;
  try {
    return decodeURIComponent(raw);
  } catch {
    // A hand-written hash with a broken escape names nothing.
    return null;
  }
}
