/** What matching looks at. */
export interface Matchable {
  enabled: boolean;
  /** Path prefix, without a slash at the end; '' takes every path. */
  path: string;
  /** Empty: any method. */
  methods: readonly string[];
}

/** Whether a prefix takes a path: `/orders` takes `/orders` and `/orders/1`, not `/orders2`. */
export function takesPath(prefix: string, path: string): boolean {
  const bare = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return path === bare || path.startsWith(`${bare}/`) || bare === '';
}

export const takesMethod = (methods: readonly string[], method: string): boolean =>
  methods.length === 0 || methods.includes(method);

/** First enabled endpoint, in order, that takes a request; undefined means the inbox. */
export function match<E extends Matchable>(
  inOrder: readonly E[],
  method: string,
  path: string,
): E | undefined {
  return inOrder.find(
    (endpoint) =>
      endpoint.enabled && takesPath(endpoint.path, path) && takesMethod(endpoint.methods, method),
  );
}

/** Whether `earlier` takes every request that `later` would take. */
export function shadows(earlier: Matchable, later: Matchable): boolean {
  if (!earlier.enabled || !takesPath(earlier.path, later.path)) return false;
  if (earlier.methods.length === 0) return true;
  return later.methods.length > 0 && later.methods.every((m) => earlier.methods.includes(m));
}

/** Where a new endpoint goes (0-based): before the first one that would leave it nothing. */
export function insertAt(inOrder: readonly Matchable[], fresh: Matchable): number {
  const first = inOrder.findIndex((endpoint) => shadows(endpoint, { ...fresh, enabled: true }));
  return first < 0 ? inOrder.length : first;
}
