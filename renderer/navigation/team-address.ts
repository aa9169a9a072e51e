export type TeamRoute = {
  page: 'team';
  /** Whose captures; null: those of all nodes. */
  node: string | null;
  /** What is searched for; left out: nothing. */
  q?: string;
};

/** Reads `#/team/<node>?q=<search>`; undefined for any other. */
export function readTeamAddress(hash: string): TeamRoute | undefined {
  const [path = '', query] = hash.replace(/^#?\/?/, '').split('?');
  const [page, rawNode = ''] = path.split('/');
  if (page !== 'team') return undefined;
  // Ids of nodes are UUIDs; anything else names none.
  const node = /^[\da-f-]{36}$/.test(rawNode) ? rawNode : null;
  const q = new URLSearchParams(query).get('q') ?? '';
  return { page, node, ...(q !== '' && { q }) };
}

/** The hash of a route: reading it gives the same route again. */
export function writeTeamAddress({ node, q = '' }: TeamRoute): string {
  const params = q === '' ? '' : `?${new URLSearchParams({ q })}`;
  return `#/team${node === null ? '' : `/${node}`}${params}`;
}
