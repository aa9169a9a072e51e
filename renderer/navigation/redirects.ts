/**
 * Addresses that were: each pattern leads to where its page is now. `:id` stands for one step, a
 * final `*` for whatever follows. Bookmarks, links in old exports and notes go on working.
 */
export const REDIRECTS: readonly (readonly [was: string, is: string])[] = [
  ['integrations/:id/data', 'data/:id/rows'],
  ['integrations*', 'data*'],
  ['sql*', 'data/sql*'],
  ['apps/:id/webhooks', 'apps/:id/services/*/webhooks'],
  ['apps/:id/webhooks*', 'apps/:id/services*'],
  ['apps/:id/data*', 'apps/:id/collections*'],
  // Dead letters are a search of the queue.
  ['deliveries/dead/:id', 'deliveries/queue/:id?q=state:dead'],
  ['deliveries/dead', 'deliveries/queue?q=state:dead'],
  ['endpoints/:id:sender', 'endpoints/:id/sender'],
  // cspell:ignore Asender
  ['endpoints/:id%3Asender', 'endpoints/:id/sender'],
];

/** The present form of an address; what never had another is given back as it is. */
export function presentAddress(hash: string): string {
  const path = hash.replace(/^#?\/?/, '');
  for (const [was, is] of REDIRECTS) {
    const found = patternOf(was).exec(path);
    if (found !== null) {
      return `#/${is.replace(/:id|\*$/g, (name) => found.groups?.[name === '*' ? 'rest' : 'id'] ?? '')}`;
    }
  }
  return hash;
}

function patternOf(was: string): RegExp {
  const source = was.replace(':id', '(?<id>[^/]+)').replace(/\*$/, '(?<rest>(?:/.*)?)');
  return new RegExp(`^${source}$`, 's');
}
