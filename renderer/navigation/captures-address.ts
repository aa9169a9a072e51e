/** The captures page: what is open in it, and what its list shows. */
export type CapturesRoute = {
  page: 'captures';
  id: string | null;
  /** Id of the view; left out: all captures. */
  view?: string;
  /** What is searched for; left out: nothing. */
  q?: string;
};

const ADDRESS = /^#?\/?captures(?:\/([^/?]*))?\/?(?:\?(.*))?$/;

/** Reads `#/captures/<id>?view=<v>&q=<search>`; undefined for any other address. */
export function readCapturesAddress(hash: string): CapturesRoute | undefined {
  const match = ADDRESS.exec(hash);
  if (!match) return undefined;
  const params = new URLSearchParams(match[2] ?? '');
  const view = params.get('view') ?? '';
  const q = params.get('q') ?? '';
  return {
    page: 'captures',
    id: decode(match[1] ?? ''),
    ...(view !== '' && { view }),
    ...(q !== '' && { q }),
  };
}

/** The hash of a route: reading it gives the same route again. */
export function writeCapturesAddress({ id, view, q }: CapturesRoute): string {
  const params = new URLSearchParams();
  if (view !== undefined && view !== '') params.set('view', view);
  if (q !== undefined && q !== '') params.set('q', q);
  const found = params.size === 0 ? '' : `?${params}`;
  return `#/captures${id === null ? '' : `/${encodeURIComponent(id)}`}${found}`;
}

/** A route that says nothing of view and search keeps those of the present one. */
export function keepSearch(to: CapturesRoute, present: { page: string }): CapturesRoute {
  if ('view' in to || 'q' in to || present.page !== 'captures') return to;
  const { view, q } = present as CapturesRoute;
  return { ...to, ...(view !== undefined && { view }), ...(q !== undefined && { q }) };
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
