import type { Database } from 'better-sqlite3';
import type { TeamNodeId, TeamState } from '../../preload/contract/team.ts';
import type { Clock } from '../lib/clock.ts';
import { shownTarget } from '../lib/postgres/target.ts';
import { createPublisher } from '../lib/publisher.ts';
import { teamCutter } from '../interchange/sharing-rules.ts';
import { NO_PROTECTION, type Protection } from '../secrets/secrets.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { createViewing } from './exchange/viewing.ts';
import type { Arriving, Follow } from './exchange/pull.ts';
import { type Linked, startLinked, type TeamNode } from './linked.ts';
import { createConfirming } from './node/confirming.ts';
import { createCopies } from './node/copies.ts';
import { followsOf } from './node/follows.ts';
import { instanceOf } from './node/instance.ts';
import { createLinkDriver, type LinkTold } from './node/link-driver.ts';
import { createPassingOn } from './node/passing-on.ts';
import { createSurface, joinedTeam } from './node/surface.ts';
import { openOutbox } from './outbox.ts';
import type { Session } from './session.ts';
import type { TeamSources } from './sources.ts';
import { createTeamLanes } from './queue/team-lanes.ts';
import { createTeamQueue } from './queue/queue.ts';
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

/** How often pages are told how far it has come. */
const TELL_MS = 500;
const NONE: ReadonlySet<number> = new Set();

/**
 * This node's part in a team. Open it before captures are read for the first time: what a crash left is noted then,
 * too. Nothing here holds up a request, unless its node was told to wait for the team.
 */
export function openTeam(parts: Parts) {
  const { db, groups, clock } = parts;
  const timings = { ...PRODUCTION, ...parts.timings };
  const store = openTeamStore(db, parts.protection ?? NO_PROTECTION);
  const outbox = openOutbox(db);
  const changes = createPublisher<TeamState>();
  const instance = instanceOf(parts.dataDir);
  const queue = createTeamQueue({
    clock,
    timings,
    shared: () => sources?.shared,
    isOnItsWay: (seq) => outbox.has('message', seq),
    log: (message, error) => sources?.log(message, error),
  });
  let kept = store.get();
  let sources: TeamSources | undefined;
  let nodes: TeamNode[] = [];
  /** Nodes of which captures went before they were read here. */
  const missed = new Set<string>();
  let isToBeTold = false;
  let stopTelling = (): void => {};
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
    queue,
    onKnown: (seq) => confirming.sentUpTo(seq),
    onChange: publish,
  });
  const confirming = createConfirming({
    clock,
    groups,
    outbox,
    mostMs: timings.confirmMs,
    hurry: () => driver.linked()?.hurry(),
    reason: () => driver.model().reason,
  });
  const viewing = createViewing(clock, () => driver.linked()?.changed());

  const passingOn = createPassingOn({ clock, groups, store, sources: () => sources });

  function begin(session: Session, team: KeptTeam, from: TeamSources, told: LinkTold): Linked {
    const commit = (job: () => void): Promise<void> => groups.commit(job);
    return startLinked({
      ...told,
      session,
      clock,
      timings,
      push: {
        outbox,
        read: (rowId) => from.read(rowId, confirming.isAwaited(rowId)),
        delivery: from.delivery,
        marks: store.marks,
        takeMark: from.takeMark,
        readMessage: from.shared.handed,
        onHanded: () => queue.news(false),
        cutter: () => teamCutter(team, from.secrets()),
        node: { id: team.nodeId, instance, leaseS: timings.leaseS },
        commit,
        log: from.log,
        onLost(count) {
          groups.later(() => store.addLost(count));
          publish();
        },
        onUntaken(count) {
          groups.later(() => store.addUntaken(count));
          publish();
        },
        onSent(fates) {
          confirming.sent(fates);
          publishSoon();
        },
      },
      pull: {
        cursor: store.cursor,
        copyOf: from.copyOf,
        publicId: from.publicId,
        log: from.log,
        move: (node, seq) => commit(() => store.move(node, seq)),
        async keep({ node, forwardSince }, arriving) {
          await copies.keep(from, node, arriving, ({ seq, capture }, rowId) => {
            store.move(node, seq);
            if (forwardSince !== null && isToPassOn(capture, forwardSince)) store.passOn(rowId);
          });
          if (forwardSince !== null) passingOn.wake();
        },
      },
      marks: { store: store.marks, show: from.showMarks },
      viewing: () => (kept?.viewing === true ? viewing.get() : null),
      settle: from.settle,
      follows: (all) => followed(all, team),
      onNodes(found) {
        const differ = JSON.stringify(found) !== JSON.stringify(nodes);
        nodes = found;
        if (differ) publish();
      },
      onMissed(node) {
        if (missed.has(node)) return;
        missed.add(node);
        publish();
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
      untaken: store.untaken(),
      skewMs: driver.linked()?.skewMs() ?? null,
      wakeups: driver.session()?.wakeups ?? null,
      nodes: nodes.map(({ swept, ...node }) => ({
        ...node,
        id: node.id as TeamNodeId,
        own: node.id === kept?.nodeId,
        followed: comeHere.has(node.id),
        goneUntil: swept?.until ?? null,
        missed: missed.has(node.id),
        viewing: placeOf(node.viewing),
      })),
    };
  }
  function placeOf(viewed: TeamNode['viewing']): TeamState['nodes'][number]['viewing'] {
    if (viewed === null || sources === undefined) return null;
    return { node: viewed.node as TeamNodeId, id: sources.publicId(viewed.id) };
  }
  function publish(): void {
    if (changes.readers() > 0) changes.publish(state());
  }

  /** How much waits changes with each batch. */
  function publishSoon(): void {
    if (isToBeTold || changes.readers() === 0) return;
    isToBeTold = true;
    stopTelling = clock.after(TELL_MS, () => {
      isToBeTold = false;
      publish();
    });
  }

  const lanes = createTeamLanes({
    ask: driver.ask,
    outbox,
    nodeId: () => joinedTeam(kept).nodeId,
    shared: () => sources?.shared,
    version: () => driver.session()?.schema ?? 0,
    renew: () => driver.dispatch({ type: 'woke' }),
    onChange: () => {
      queue.news();
      driver.linked()?.changed();
    },
  });

  const surface = createSurface({
    clock,
    groups,
    store,
    outbox,
    driver,
    copies,
    kept: () => kept,
    sources: () => sources,
    followed: () => (kept === null ? [] : followed(nodes, kept)),
    setKept(team) {
      kept = team;
      if (team !== null) return;
      nodes = [];
      missed.clear();
    },
    viewing,
    lanes,
    state,
    publish,
    changes,
  });

  return {
    surface,
    /** For the room of deliveries: what it shares with the team. */
    lanes: lanes.forDeliveries,
    /** What leaves Backstitch is searched for them. */
    secretTexts(): string[] {
      const url = kept === null ? null : URL.parse(kept.url);
      return url === null || url.password === '' ? [] : [decodeURIComponent(url.password)];
    },
    /** Whether changes of captures have to be noted from the start. */
    isIn: (): boolean => kept !== null,
    factsOf: copies.factsOf,
    /** Of these captures, those that the team is to get and does not have yet. */
    unsent: (rowIds: readonly number[]): ReadonlySet<number> =>
      kept === null ? NONE : new Set(outbox.unsent(rowIds)),
    /** Captures are gone for good: those that the team never had are counted. What goes out now counts itself. */
    purged(rowIds: readonly number[]): void {
      if (kept === null || outbox.unsent(rowIds).length === 0) return;
      groups.later(() => {
        const gone = outbox.unsent(rowIds).filter((id) => driver.linked()?.isSending(id) !== true);
        for (const id of gone) outbox.forget('capture', id);
        store.addLost(gone.length);
      });
      publish();
    },
    /**
     * Waits until the team has a capture that is on disk, where this node has to.
     *
     * @returns null where it has not; else why the team does not have it, in words, or null once it has.
     */
    confirm(rowId: number, stopping: AbortSignal): Promise<string | null> | null {
      if (kept?.ack !== 'team' || sources === undefined) return null;
      return confirming.confirm(rowId, sources.list, stopping);
    },
    /** Some capture is listed, changed or gone. */
    changed: (): void => driver.linked()?.changed(),
    /** The computer woke, or joined another network. */
    woke: (): void => driver.dispatch({ type: 'woke' }),
    start(those: TeamSources): void {
      sources = those;
      passingOn.wake();
      if (kept !== null) driver.dispatch({ type: 'switched', on: true });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stopTelling();
      viewing[Symbol.dispose]();
      changes.close();
      await driver[Symbol.asyncDispose]();
      await passingOn[Symbol.asyncDispose]();
    },
  };
}

/** What its sender was told to send again comes again, and is sent on then. */
const isToPassOn = (
  { receivedAt, decidedBy, status }: Arriving['capture'],
  since: number,
): boolean => receivedAt >= since && !(decidedBy === 'capture' && status === 503);
