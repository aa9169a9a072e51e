import type { Follow } from '../exchange/pull.ts';
import type { TeamNode } from '../linked.ts';
import type { KeptTeam } from '../team-store.ts';

/**
 * Whom a node follows: those that were chosen, and relays without being asked for, where that is wanted; never this
 * node itself, nor one that the team does not know.
 */
export function followsOf(
  all: readonly TeamNode[],
  team: Pick<KeptTeam, 'nodeId' | 'followRelays'>,
  chosen: readonly Follow[],
): Follow[] {
  const named = new Set(chosen.map(({ node }) => node));
  const relays = team.followRelays ? all.filter(({ kind }) => kind === 'relay') : [];
  const known = new Set(all.map(({ id }) => id));
  return [
    ...chosen.filter(({ node }) => known.has(node)),
    ...relays
      .filter(({ id }) => !named.has(id))
      .map(({ id }) => ({ node: id, endpoints: [], forwardSince: null })),
  ].filter(({ node }) => node !== team.nodeId);
}
