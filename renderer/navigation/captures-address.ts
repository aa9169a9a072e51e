/** A stretch of time, epoch ms; `to` is not in it. */
export type TimeSpan = { from: number; to: number };

/** The captures page: what is open in it, and what its list shows. */
export type CapturesRoute = {
  page: 'captures';
  id: string | null;
  /** Id of the view; left out: all captures. */
  view?: string;
  /** What is searched for; left out: nothing. */
  q?: string;
  /** Only captures of that time; left out: of any. */
  t?: TimeSpan;
  /** Which part of the open capture is shown; left out: where it opens by itself. */
  tab?: string;
};

const ADDRESS = /^#?\/?captures(?:\/([^/?]*))?\/?(?:\?(.*))?$/;

/** Reads `#/captures/<id>?view=<v>&q=<search>&t=<from>-<to>&tab=<tab>`; undefined for any other. */
export function readCapturesAddress(hash: string): CapturesRoute | undefined {
  const match = ADDRESS.exec(hash);
  if (!match) return undefined;
  const params = new URLSearchParams(match[2] ?? '');
  const view = params.get('view') ?? '';
  const q = params.get('q') ?? '';
  const id = decode(match[1] ?? '');
  const t = readSpan(params.get('t'));
  const tab = params.get('tab') ?? '';
  return {
    page: 'captures',
    id,
    ...(view !== '' && { view }),
    ...(q !== '' && { q }),
    ...(t && { t }),
    ...(id !== null && TAB.test(tab) && { tab }),
  };
}

const SPAN = /^(\d{1,15})-(\d{1,15})$/;
const TAB = /^[a-z]{1,20}$/;

/** A time that ends before it begins is none. */
function readSpan(raw: string | null): TimeSpan | undefined {
  const match = SPAN.exec(raw ?? '');
  const span = { from: Number(match?.[1]), to: Number(match?.[2]) };
  return span.from < span.to ? span : undefined;
}

/** The hash of a route: reading it gives the same route again. */
export function writeCapturesAddress({ id, view, q, t, tab }: CapturesRoute): string {
  const params = new URLSearchParams();
  if (view !== undefined && view !== '') params.set('view', view);
  if (q !== undefined && q !== '') params.set('q', q);
  if (t !== undefined) params.set('t', `${t.from}-${t.to}`);
  if (tab !== undefined && id !== null) params.set('tab', tab);
  const found = params.size === 0 ? '' : `?${params}`;
  return `#/captures${id === null ? '' : `/${encodeURIComponent(id)}`}${found}`;
}

/**
 * A route that says nothing of view, search and time keeps those of the present one. From capture to
 * capture the part that is shown stays, too.
 */
export function keepSearch(to: CapturesRoute, present: { page: string }): CapturesRoute {
  if (present.page !== 'captures') return to;
  const { id, view, q, t, tab } = present as CapturesRoute;
  const keepsTab = !('tab' in to) && tab !== undefined && to.id !== null && id !== null;
  const route = keepsTab ? { ...to, tab } : to;
  if ('view' in to || 'q' in to || 't' in to) return route;
  return {
    ...route,
    ...(view !== undefined && { view }),
    ...(q !== undefined && { q }),
    ...(t !== undefined && { t }),
  };
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
