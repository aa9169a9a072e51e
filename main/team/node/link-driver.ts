import type { Clock } from '../../lib/clock.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { type LinkCommand, type LinkEvent, type LinkModel, OFF, step } from '../link.ts';
import type { Linked } from '../linked.ts';
import type { Outbox } from '../outbox.ts';
import { asTeamError, isProblem, LinkProblem, problemOf, refuse } from '../problem.ts';
import type { TeamQueue } from '../queue/queue.ts';
import { QUEUE_VERSION } from '../queue/team-lanes.ts';
import { openSession, type Session } from '../session.ts';
import type { TeamSources } from '../sources.ts';
import type { KeptTeam } from '../team-store.ts';
import type { TeamTimings } from '../timings.ts';

interface Parts {
  clock: Clock;
  groups: Pick<GroupCommit, 'commit'>;
  timings: TeamTimings;
  outbox: Pick<Outbox, 'done' | 'lastSeq'>;
  version: string;
  /** Of the data directory. */
  instance: string;
  random: () => number;
  /** The team and what the engine lends; null where there is none, or nothing is lent yet. */
  joined: () => { team: KeptTeam; from: TeamSources } | null;
  /** Begins what a node does while it is connected. */
  begin: (session: Session, team: KeptTeam, from: TeamSources, told: LinkTold) => Linked;
  /** Shared deliveries: worked on while connected. */
  queue: Pick<TeamQueue, 'attach' | 'detach' | 'news' | 'close'>;
  /** All up to this number was there before this connection. */
  onKnown: (seq: number) => void;
  /** How it stands is another now. */
  onChange: () => void;
}

/** What the work of a connection tells its link; nothing is heard once another one took its place. */
export interface LinkTold {
  onLag: (behind: boolean) => void;
  onFailed: (error: unknown) => void;
}

const LOST = 'The connection to the database broke.';

/** Carries out what `link.ts` decides: connects, waits, closes. */
export function createLinkDriver(parts: Parts) {
  const { clock, groups, timings, outbox } = parts;
  let model = OFF;
  let session: Session | undefined;
  let linked: Linked | undefined;
  let stopWaiting = (): void => {};
  /** Counts connections: what an old one tells is not heard any more. */
  let turn = 0;
  let closing: Promise<void> = Promise.resolve();
  let isOver = false;

  function dispatch(event: LinkEvent): void {
    if (isOver) return;
    const before = model;
    const next = step(model, event, { now: clock.now(), random: parts.random(), timings });
    model = next.model;
    for (const command of next.commands) carryOut(command);
    if (JSON.stringify(before) !== JSON.stringify(model)) parts.onChange();
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
    await Promise.all([old?.stop(), parts.queue.detach()]);
  }

  async function connect(mine: number): Promise<void> {
    await closing;
    const joined = parts.joined();
    if (joined === null || mine !== turn) return;
    const { team, from } = joined;
    const tell = (event: LinkEvent): void => {
      if (mine === turn) dispatch(event);
    };
    const onFailed = (error: unknown): void => tell({ type: 'failed', problem: problemOf(error) });
    try {
      const opened = await openSession(
        team,
        {
          id: team.nodeId,
          name: team.nodeName,
          kind: team.kind,
          version: parts.version,
          instance: parts.instance,
          lastSeq: outbox.lastSeq(),
          leaseS: timings.leaseS,
        },
        {
          name: team.nodeName,
          judge: from.checkServer,
          connectMs: timings.connectMs,
          wakeupMs: timings.wakeupMs,
          now: clock.now,
          onWake: (id) => {
            if (linked?.isFollowed(id)) linked.news();
            parts.queue.news();
          },
          onBroken: () => tell({ type: 'failed', problem: { kind: 'away', text: LOST } }),
        },
      );
      if (mine !== turn) return void opened.close();
      // What a crash took the acknowledgement of is there.
      parts.onKnown(opened.appendedSeq);
      await groups.commit(() => outbox.done(opened.appendedSeq));
      session = opened;
      dispatch({ type: 'connected' });
      linked = parts.begin(opened, team, from, {
        onLag: (behind) => tell({ type: 'lag', behind }),
        onFailed,
      });
      // Where nothing of it is there yet, `team init` makes it; the rest goes on without.
      if (opened.schema >= QUEUE_VERSION) {
        const client = await opened.queue();
        if (mine === turn) await parts.queue.attach({ client, nodeId: team.nodeId, onFailed });
      }
    } catch (error) {
      onFailed(error);
    }
  }

  /** Asks the database. @throws BackstitchError where there is no connection */
  const ask: Session['ask'] = (question) => {
    if (session !== undefined) return session.ask(question);
    const { state, reason } = model;
    if (state === 'off') throw refuse('TEAM_UNREACHABLE', 'This Backstitch is in no team.');
    throw isProblem(state)
      ? asTeamError(new LinkProblem(state, reason ?? ''))
      : refuse('TEAM_UNREACHABLE');
  };

  return {
    dispatch,
    model: (): LinkModel => model,
    session: (): Session | undefined => session,
    linked: (): Linked | undefined => linked,
    ask,
    async [Symbol.asyncDispose](): Promise<void> {
      isOver = true;
      turn += 1;
      stopWaiting();
      await closing;
      await parts.queue.close();
      await closeLink();
    },
  };
}

export type LinkDriver = ReturnType<typeof createLinkDriver>;
