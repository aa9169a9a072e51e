export type TeamRoute = {
  page: 'team';
  /** Whose captures; null: those of all nodes. */
  node: string | null;
  /** What is searched for; left out: nothing. */
  q?: string;
  /** The capture that is open, by the node that caught it; left out: none. */
  open?: { node: string; id: string };
};

const NODE = /^[\da-f-]{36}$/;
const OPEN = /^([\da-f-]{36})\.(\w{1,40})$/;

/** Reads `#/team/<node>?q=<search>&open=<node>.<id>`; undefined for any other. */
export function readTeamAddress(hash: string): TeamRoute | undefined {
  const [path = '', query] = hash.replace(/^#?\/?/, '').split('?');
  const [page, rawNode = ''] = path.split('/');
  if (page !== 'team') return undefined;
  // Ids of nodes are UUIDs; anything else names none.
  const node = NODE.test(rawNode) ? rawNode : null;
  const params = new URLSearchParams(query);
  const q = params.get('q') ?? '';
  const [, of, id] = OPEN.exec(params.get('open') ?? '') ?? [];
  return {
    page,
    node,
    ...(q !== '' && { q }),
    ...(of !== undefined && id !== undefined && { open: { node: of, id } }),
  };
}

/** The hash of a route: reading it gives the same route again. */
export function writeTeamAddress({ node, q = '', open }: TeamRoute): string {
  const params = new URLSearchParams({
    ...(q !== '' && { q }),
    ...(open !== undefined && { open: `${open.node}.${open.id}` }),
  }).toString();
  return `#/team${node === null ? '' : `/${node}`}${params === '' ? '' : `?${params}`}`;
}
