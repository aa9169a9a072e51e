import { createHash, randomUUID } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Database } from 'better-sqlite3';
import type pg from 'pg';
import type { z } from 'zod';
import type { TeamFollow, TeamInput, TeamNodeId, TeamState } from '../../preload/contract/team.ts';
import type { Clock } from '../lib/clock.ts';
import { shownTarget } from '../lib/postgres/target.ts';
import { createPublisher, presentFirst } from '../lib/publisher.ts';
import { teamCutter } from '../interchange/sharing-rules.ts';
import { NO_PROTECTION, type Protection } from '../secrets/secrets.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { targetRefusal } from './connect.ts';
import { type LinkCommand, type LinkEvent, OFF, step } from './link.ts';
import { type Linked, startLinked, type TeamNode } from './linked.ts';
import { openOutbox } from './outbox.ts';
import { asTeamError, isProblem, LinkProblem, problemOf, refuse } from './problem.ts';
import { createReading } from './exchange/reading.ts';
import type { Arriving, Follow } from './exchange/pull.ts';
import type { TeamSources } from './sources.ts';
import { createTeamLanes, QUEUE_VERSION } from './queue/team-lanes.ts';
import { createTeamQueue } from './queue/queue.ts';
import { openSession, type Session } from './session.ts';
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

const LOST = 'The connection to the database broke.';
const DAY_MS = 86_400_000;

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
  const queue = createTeamQueue({
    clock,
    timings,
    shared: () => sources?.shared,
    isOnItsWay: (seq) => outbox.has('message', seq),
    log: (message, error) => sources?.log(message, error),
  });
  let kept = store.get();
  let model = OFF;
  let sources: TeamSources | undefined;
  let session: Session | undefined;
  let linked: Linked | undefined;
  let nodes: TeamNode[] = [];
  let stopWaiting = (): void => {};
  /** Counts connections: what an old one tells is not heard any more. */
  let turn = 0;
  let closing: Promise<void> = Promise.resolve();
  let keeping: Promise<void> = Promise.resolve();
  let isOver = false;

  function dispatch(event: LinkEvent): void {
    if (isOver) return;
    const before = model;
    const env = { now: clock.now(), random: (parts.random ?? Math.random)(), timings };
    const next = step(model, event, env);
    model = next.model;
    for (const command of next.commands) carryOut(command);
    if (JSON.stringify(before) !== JSON.stringify(model)) publish();
  }

  function carryOut(command: LinkCommand): void {
    switch (command.do) {
      case 'close':
        turn += 1;
        stopWaiting();
        closing = closeLink();
        return;
      case 'wait':
        stopWaiting = clock.after(command.ms, () => dispatch({ type: 'due' }));
        return;
      case 'connect':
        turn += 1;
        void connect(turn);
        return;
      default:
        return command satisfies never;
    }
  }

  async function closeLink(): Promise<void> {
    const [old, oldSession] = [linked, session];
    [linked, session] = [undefined, undefined];
    // What goes on ends with its connection, whatever the server does.
    await oldSession?.close();
    await Promise.all([old?.stop(), queue.detach()]);
  }

  async function connect(mine: number): Promise<void> {
    await closing;
    if (kept === null || sources === undefined || mine !== turn) return;
    const team = kept;
    try {
      const opened = await openSession(
        team,
        {
          id: team.nodeId,
          name: team.nodeName,
          kind: team.kind,
          version: parts.version,
          instance,
          lastSeq: outbox.lastSeq(),
          leaseS: timings.leaseS,
        },
        {
          name: team.nodeName,
          judge: sources.checkServer,
          connectMs: timings.connectMs,
          onWake: (id) => {
            if (linked?.isFollowed(id)) linked.news();
            queue.news();
          },
          onBroken: () => {
            if (mine === turn) dispatch({ type: 'failed', problem: { kind: 'away', text: LOST } });
          },
        },
      );
      if (mine !== turn) return void opened.close();
      // What a crash took the acknowledgement of is there.
      await groups.commit(() => outbox.done(opened.appendedSeq));
      session = opened;
      dispatch({ type: 'connected' });
      linked = start(opened, team, sources, mine);
      // Where nothing of it is there yet, `team init` makes it; the rest goes on without.
      if (opened.version >= QUEUE_VERSION) {
        const client = await opened.queue();
        const onFailed = (error: unknown): void => {
          if (mine === turn) dispatch({ type: 'failed', problem: problemOf(error) });
        };
        if (mine === turn) await queue.attach({ client, nodeId: team.nodeId, onFailed });
      }
    } catch (error) {
      if (mine === turn) dispatch({ type: 'failed', problem: problemOf(error) });
    }
  }

  function start(opened: Session, team: KeptTeam, from: TeamSources, mine: number): Linked {
    const commit = (job: () => void): Promise<void> => groups.commit(job);
    return startLinked({
      session: opened,
      clock,
      timings,
      push: {
        outbox,
        read: from.read,
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
      },
      pull: {
        cursor: store.cursor,
        copyOf: from.copyOf,
        publicId: from.publicId,
        log: from.log,
        move: (node, seq) => commit(() => store.move(node, seq)),
        keep: (node, arriving) => keep(from, node, arriving, ({ seq }) => store.move(node, seq)),
      },
      settle: from.settle,
      follows: (all) => followsOf(all, team),
      onNodes(found) {
        const differ = JSON.stringify(found) !== JSON.stringify(nodes);
        nodes = found;
        if (differ) publish();
      },
      onLag: (behind) => {
        if (mine === turn) dispatch({ type: 'lag', behind });
      },
      onFailed(error) {
        if (mine === turn) dispatch({ type: 'failed', problem: problemOf(error) });
      },
    });
  }

  /** One after the other: what is copied by hand may come by itself at the same moment. */
  function keep(
    from: TeamSources,
    node: string,
    arriving: readonly Arriving[],
    kept: (one: Arriving) => void,
  ): Promise<void> {
    const next = keepAfter(keeping, from, node, arriving, kept);
    keeping = next.catch(() => {});
    return next;
  }

  async function keepAfter(
    before: Promise<void>,
    from: TeamSources,
    node: string,
    arriving: readonly Arriving[],
    kept: (one: Arriving) => void,
  ): Promise<void> {
    await before;
    const fresh = arriving.filter(({ origin }) => from.copyOf(node, origin.id) === undefined);
    if (fresh.length === 0) return;
    await from.keep({ id: importIdOf(node), name: nameOf(node) }, fresh, (one, rowId) => {
      kept(one);
      outbox.forget('capture', rowId);
    });
  }

  const nameOf = (node: string): string => nodes.find(({ id }) => id === node)?.name ?? 'the team';

  /** Relays without being asked for, where that is wanted; never this node itself. */
  function followsOf(all: readonly TeamNode[], team: KeptTeam): Follow[] {
    const chosen = store.follows();
    const named = new Set(chosen.map(({ node }) => node));
    const relays = team.followRelays ? all.filter(({ kind }) => kind === 'relay') : [];
    const known = new Set(all.map(({ id }) => id));
    return [
      ...chosen.filter(({ node }) => known.has(node)),
      ...relays.filter(({ id }) => !named.has(id)).map(({ id }) => ({ node: id, endpoints: [] })),
    ].filter(({ node }) => node !== team.nodeId);
  }

  const secretTexts = (): string[] => {
    const url = kept === null ? null : URL.parse(kept.url);
    return url === null || url.password === '' ? [] : [decodeURIComponent(url.password)];
  };

  function state(): TeamState {
    const { state: now, reason, nextAttemptAt } = model;
    const followed = new Set(kept === null ? [] : followsOf(nodes, kept).map(({ node }) => node));
    const { url: _, nodeId, ...settings } = kept ?? { url: '', nodeId: '' };
    return {
      state: now,
      reason,
      nextAttemptAt,
      url: kept === null ? null : shownTarget(kept.url),
      node: kept === null ? null : ({ ...settings, id: nodeId } as TeamState['node']),
      waiting: kept === null ? 0 : outbox.waiting(),
      lost: store.lost(),
      skewMs: linked?.skewMs() ?? null,
      wakeups: session?.wakeups ?? null,
      nodes: nodes.map((node) => ({
        ...node,
        id: node.id as TeamNodeId,
        own: node.id === kept?.nodeId,
        followed: followed.has(node.id),
      })),
    };
  }
  const publish = (): void => {
    if (changes.readers() > 0) changes.publish(state());
  };

  async function join(input: Joining, was: KeptTeam | null, url: string): Promise<void> {
    const { history, ...settings } = input;
    const isNew = was === null;
    const next: KeptTeam = { ...settings, url, nodeId: was?.nodeId ?? randomUUID() };
    if (isNew) sources?.note(true);
    await groups.commit(() => store.put(next));
    kept = next;
    if (isNew && history !== 'now' && sources !== undefined) {
      for (const ids of sources.since(clock.now() - history * DAY_MS))
        await groups.commit(() => ids.forEach((id) => outbox.add('capture', id)));
    }
    dispatch({ type: 'switched', on: true });
  }

  async function leave(): Promise<void> {
    sources?.note(false);
    await groups.commit(() => {
      store.remove();
      outbox.clear();
    });
    kept = null;
    await sources?.shared.sync(() => Promise.resolve(null));
    nodes = [];
    dispatch({ type: 'switched', on: false });
    publish();
  }

  function mustBeIn(): KeptTeam {
    if (kept !== null) return kept;
    throw refuse('TEAM_INVALID', 'This Backstitch is in no team.', 'url');
  }

  /** Asks the team's database, or says why it cannot be asked. */
  function ask<T>(question: (client: pg.Client) => Promise<T>): Promise<T> {
    if (session !== undefined) return session.ask(question);
    const { state: now, reason } = model;
    if (now === 'off') throw refuse('TEAM_UNREACHABLE', 'This Backstitch is in no team.');
    throw isProblem(now)
      ? asTeamError(new LinkProblem(now, reason ?? ''))
      : refuse('TEAM_UNREACHABLE');
  }
  const lanes = createTeamLanes({
    ask,
    outbox,
    nodeId: () => mustBeIn().nodeId,
    version: () => session?.version ?? 0,
    renew: () => dispatch({ type: 'woke' }),
    onChange: () => {
      queue.news();
      linked?.changed();
    },
  });

  const surface = {
    get: state,
    /** @throws BackstitchError TEAM_INVALID */
    async put(input: z.infer<typeof TeamInput>): Promise<TeamState> {
      const { url: given, ...settings } = input;
      if (given === null) await leave();
      else {
        const url = given === undefined ? mustBeIn().url : withPassword(given, kept?.url);
        const refusal = targetRefusal({ url, checkCertificate: settings.checkCertificate });
        if (refusal !== null) throw refuse('TEAM_INVALID', refusal, 'url');
        await join(settings, kept, url);
      }
      return state();
    },
    /** @throws BackstitchError TEAM_INVALID */
    async asNewNode(): Promise<TeamState> {
      const team = { ...mustBeIn(), nodeId: randomUUID() };
      await groups.commit(() => store.put(team));
      kept = team;
      dispatch({ type: 'switched', on: true });
      return state();
    },
    follows: (): TeamFollow[] => store.follows() as TeamFollow[],
    /** @throws BackstitchError TEAM_INVALID */
    async saveFollow(follow: TeamFollow): Promise<TeamFollow[]> {
      if (follow.node === mustBeIn().nodeId)
        throw refuse('TEAM_INVALID', 'A node does not follow itself.', 'node');
      await groups.commit(() => store.putFollow(follow));
      linked?.news();
      publish();
      return surface.follows();
    },
    async removeFollow({ node }: { node: TeamNodeId }): Promise<TeamFollow[]> {
      await groups.commit(() => store.removeFollow(node));
      publish();
      return surface.follows();
    },
    ...createReading({
      sources: () => sources,
      ask,
      nodeId: () => mustBeIn().nodeId,
      nameOf,
      keep: (node, one) => (sources === undefined ? closing : keep(sources, node, [one], () => {})),
    }),
    deliveries: lanes.deliveries,
    live: (_input?: undefined, signal?: AbortSignal) =>
      presentFirst(state(), changes.subscribe(signal)),
  };

  return {
    surface,
    /** For the room of deliveries: what it shares with the team. */
    lanes: lanes.forDeliveries,
    /** What leaves Backstitch is searched for them. */
    secretTexts,
    /** Whether changes of captures have to be noted from the start. */
    isIn: (): boolean => kept !== null,
    /** Under what name captures of a node came in; undefined where `id` is none of those. */
    factsOf: (id: string): { from: 'team'; name: string; at: null } | undefined =>
      id.startsWith(IMPORT)
        ? { from: 'team', name: nameOf(id.slice(IMPORT.length)), at: null }
        : undefined,
    /** Some capture is listed, changed or gone. */
    changed: (): void => linked?.changed(),
    /** The computer woke, or joined another network. */
    woke: (): void => dispatch({ type: 'woke' }),
    start(those: TeamSources): void {
      sources = those;
      if (kept !== null) dispatch({ type: 'switched', on: true });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      isOver = true;
      turn += 1;
      stopWaiting();
      changes.close();
      await closing;
      await queue.close();
      await closeLink();
    },
  };
}

type Joining = Omit<z.infer<typeof TeamInput>, 'url'>;

const IMPORT = 'team_';
const importIdOf = (node: string): string => IMPORT + node;

/** A URL that is shown without its password comes back like that: the password stays. */
function withPassword(given: string, was: string | undefined): string {
  const [next, before] = [URL.parse(given), was === undefined ? null : URL.parse(was)];
  if (next === null || before === null) return given;
  if (decodeURIComponent(next.password) !== '…') return given;
  if (next.host !== before.host || next.username !== before.username) {
    throw refuse('TEAM_INVALID', 'Write the password again: the host or the login changed.', 'url');
  }
  next.password = before.password;
  return next.href;
}

/** Which folder this is: a copy of it is another one, whatever is in it. In the form of a UUID. */
function instanceOf(dataDir: string): string {
  const facts = [hostname(), realpathSync(dataDir), statSync(dataDir).ino].join('\n');
  const hex = createHash('sha256').update(facts).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
