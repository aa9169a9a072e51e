import type { Database } from 'better-sqlite3';
import type { TeamNodeId, TeamState } from '../../preload/contract/team.ts';
import type { Clock } from '../lib/clock.ts';
import { shownTarget } from '../lib/postgres/target.ts';
import { createPublisher } from '../lib/publisher.ts';
import { teamCutter } from '../interchange/sharing-rules.ts';
import { NO_PROTECTION, type Protection } from '../secrets/secrets.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { Follow } from './exchange/pull.ts';
import { type Linked, startLinked, type TeamNode } from './linked.ts';
import { createCopies } from './node/copies.ts';
import { followsOf } from './node/follows.ts';
import { instanceOf } from './node/instance.ts';
import { createLinkDriver, type LinkTold } from './node/link-driver.ts';
import { createSurface } from './node/surface.ts';
import { openOutbox } from './outbox.ts';
import type { Session } from './session.ts';
import type { TeamSources } from './sources.ts';
import { type KeptTeam, openTeamStore } from './team-store.ts';
import { PRODUCTION, type TeamTimings } from './timings.ts';

interface Parts {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  dataDir: string;
  version: string;
  protection?: Protection | undefined;
  timings?: Partial<TeamTimings> | undefined;
  random?: () => number;
}

/**
 * This node's part in a team. Open it before captures are read for the first time: what a crash left is noted then,
 * too. Nothing here ever holds up a request.
 */
export function openTeam(parts: Parts) {
  const { db, groups, clock } = parts;
  const timings = { ...PRODUCTION, ...parts.timings };
  const store = openTeamStore(db, parts.protection ?? NO_PROTECTION);
  const outbox = openOutbox(db);
  const changes = createPublisher<TeamState>();
  const instance = instanceOf(parts.dataDir);
  let kept = store.get();
  let sources: TeamSources | undefined;
  let nodes: TeamNode[] = [];
  const nameOf = (node: string): string => nodes.find(({ id }) => id === node)?.name ?? 'the team';
  const followed = (all: readonly TeamNode[], team: KeptTeam): Follow[] =>
    followsOf(all, team, store.follows());
  const copies = createCopies({ outbox, nameOf });
  const driver = createLinkDriver({
    clock,
    groups,
    timings,
    outbox,
    version: parts.version,
    instance,
    random: parts.random ?? Math.random,
    joined: () => (kept === null || sources === undefined ? null : { team: kept, from: sources }),
    begin,
    onChange: publish,
  });

  function begin(session: Session, team: KeptTeam, from: TeamSources, told: LinkTold): Linked {
    const commit = (job: () => void): Promise<void> => groups.commit(job);
    return startLinked({
      ...told,
      session,
      clock,
      timings,
      push: {
        outbox,
        read: from.read,
        cutter: () => teamCutter(team, from.secrets()),
        node: { id: team.nodeId, instance, leaseS: timings.leaseS },
        commit,
        log: from.log,
        onLost(count) {
          groups.later(() => store.addLost(count));
          publish();
        },
      },
      pull: {
        cursor: store.cursor,
        copyOf: from.copyOf,
        publicId: from.publicId,
        log: from.log,
        move: (node, seq) => commit(() => store.move(node, seq)),
        keep: (node, arriving) =>
          copies.keep(from, node, arriving, ({ seq }) => store.move(node, seq)),
      },
      settle: from.settle,
      follows: (all) => followed(all, team),
      onNodes(found) {
        const differ = JSON.stringify(found) !== JSON.stringify(nodes);
        nodes = found;
        if (differ) publish();
      },
    });
  }

  function state(): TeamState {
    const { state: now, reason, nextAttemptAt } = driver.model();
    const comeHere = new Set(kept === null ? [] : followed(nodes, kept).map(({ node }) => node));
    const { url: _, nodeId, ...settings } = kept ?? { url: '', nodeId: '' };
    return {
      state: now,
      reason,
      nextAttemptAt,
      url: kept === null ? null : shownTarget(kept.url),
      node: kept === null ? null : ({ ...settings, id: nodeId } as TeamState['node']),
      waiting: kept === null ? 0 : outbox.waiting(),
      lost: store.lost(),
      skewMs: driver.linked()?.skewMs() ?? null,
      wakeups: driver.session()?.wakeups ?? null,
      nodes: nodes.map((node) => ({
        ...node,
        id: node.id as TeamNodeId,
        own: node.id === kept?.nodeId,
        followed: comeHere.has(node.id),
      })),
    };
  }
  function publish(): void {
    if (changes.readers() > 0) changes.publish(state());
  }

  const surface = createSurface({
    clock,
    groups,
    store,
    outbox,
    driver,
    copies,
    kept: () => kept,
    sources: () => sources,
    nameOf,
    setKept(team) {
      kept = team;
      if (team === null) nodes = [];
    },
    state,
    publish,
    changes,
  });

  return {
    surface,
    /** What leaves Backstitch is searched for them. */
    secretTexts(): string[] {
      const url = kept === null ? null : URL.parse(kept.url);
      return url === null || url.password === '' ? [] : [decodeURIComponent(url.password)];
    },
    /** Whether changes of captures have to be noted from the start. */
    isIn: (): boolean => kept !== null,
    factsOf: copies.factsOf,
    /** Some capture is listed, changed or gone. */
    changed: (): void => driver.linked()?.changed(),
    /** The computer woke, or joined another network. */
    woke: (): void => driver.dispatch({ type: 'woke' }),
    start(those: TeamSources): void {
      sources = those;
      if (kept !== null) driver.dispatch({ type: 'switched', on: true });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      changes.close();
      await driver[Symbol.asyncDispose]();
    },
  };
}
