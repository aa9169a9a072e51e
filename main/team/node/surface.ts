import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type {
  TeamFollow,
  TeamInput,
  TeamNodeId,
  TeamState,
} from '../../../preload/contract/team.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Publisher, presentFirst } from '../../lib/publisher.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { targetRefusal } from '../connect.ts';
import { createReading } from '../exchange/reading.ts';
import type { Follow } from '../exchange/pull.ts';
import type { Viewing } from '../exchange/viewing.ts';
import type { Outbox } from '../outbox.ts';
import { refuse } from '../problem.ts';
import type { TeamSources } from '../sources.ts';
import type { AskedLanes } from '../queue/team-lanes.ts';
import type { KeptTeam, TeamStore } from '../team-store.ts';
import type { Copies } from './copies.ts';
import type { LinkDriver } from './link-driver.ts';

interface Parts {
  clock: Clock;
  groups: Pick<GroupCommit, 'commit'>;
  store: TeamStore;
  outbox: Outbox;
  driver: LinkDriver;
  copies: Copies;
  viewing: Viewing;
  lanes: Pick<AskedLanes, 'deliveries' | 'delivery'>;
  kept: () => KeptTeam | null;
  sources: () => TeamSources | undefined;
  /** Whom this node follows now. */
  followed: () => Follow[];
  /** Keeps it in memory: it is written. */
  setKept: (team: KeptTeam | null) => void;
  state: () => TeamState;
  publish: () => void;
  changes: Publisher<TeamState>;
}

type Joining = Omit<z.infer<typeof TeamInput>, 'url'>;

const DAY_MS = 86_400_000;

/** What a person and the page ask of the team. Method names are those of the contract. */
export function createSurface(parts: Parts) {
  const { clock, groups, store, outbox, driver, kept, sources, state, publish } = parts;

  async function join(input: Joining, was: KeptTeam | null, url: string): Promise<void> {
    const { history, ...settings } = input;
    const isNew = was === null;
    const next: KeptTeam = { ...settings, url, nodeId: was?.nodeId ?? randomUUID() };
    const from = sources();
    if (isNew) from?.note(true);
    await groups.commit(() => store.put(next));
    parts.setKept(next);
    if (isNew && history !== 'now' && from !== undefined) {
      for (const ids of from.since(clock.now() - history * DAY_MS))
        await groups.commit(() => ids.forEach((id) => outbox.add('capture', id)));
    }
    driver.dispatch({ type: 'switched', on: true });
  }

  async function leave(): Promise<void> {
    sources()?.note(false);
    await groups.commit(() => {
      store.remove();
      outbox.clear();
      sources()?.forgetMarks();
    });
    parts.setKept(null);
    await sources()?.shared.sync(() => Promise.resolve(null));
    driver.dispatch({ type: 'switched', on: false });
    publish();
  }

  const mustBeIn = (): KeptTeam => joinedTeam(kept());

  const surface = {
    get: state,
    /** @throws BackstitchError TEAM_INVALID */
    async put(input: z.infer<typeof TeamInput>): Promise<TeamState> {
      const { url: given, ...settings } = input;
      if (given === null) await leave();
      else {
        const url = given === undefined ? mustBeIn().url : withPassword(given, kept()?.url);
        const refusal = targetRefusal({ url, checkCertificate: settings.checkCertificate });
        if (refusal !== null) throw refuse('TEAM_INVALID', refusal, 'url');
        await join(settings, kept(), url);
      }
      return state();
    },
    /** @throws BackstitchError TEAM_INVALID */
    async asNewNode(): Promise<TeamState> {
      const team = { ...mustBeIn(), nodeId: randomUUID() };
      await groups.commit(() => store.put(team));
      parts.setKept(team);
      driver.dispatch({ type: 'switched', on: true });
      return state();
    },
    follows: (): TeamFollow[] =>
      store.follows().map(({ node, endpoints, forwardSince }) => ({
        node: node as TeamNodeId,
        endpoints: [...endpoints],
        onArrival: forwardSince === null ? 'keep' : 'forward',
      })),
    /** @throws BackstitchError TEAM_INVALID */
    async saveFollow(follow: TeamFollow): Promise<TeamFollow[]> {
      if (follow.node === mustBeIn().nodeId)
        throw refuse('TEAM_INVALID', 'A node does not follow itself.', 'node');
      const was = parts.followed().find(({ node }) => node === follow.node);
      const isSame =
        was?.endpoints.toSorted().join('\n') === follow.endpoints.toSorted().join('\n');
      const forwardSince = follow.onArrival === 'keep' ? null : (was?.forwardSince ?? clock.now());
      const { node, endpoints } = follow;
      await groups.commit(() => store.putFollow({ node, endpoints, forwardSince }, !isSame));
      driver.linked()?.news();
      publish();
      return surface.follows();
    },
    async removeFollow({ node }: { node: TeamNodeId }): Promise<TeamFollow[]> {
      await groups.commit(() => store.removeFollow(node));
      publish();
      return surface.follows();
    },
    /** Says which capture of the team is open here, for those who may see it. */
    viewing({ open }: { open: { node: TeamNodeId; id: CaptureId } | null }): { shown: boolean } {
      const rowId = open === null ? undefined : sources()?.rowIdOf(open.id);
      parts.viewing.set(open === null || rowId === undefined ? null : `${open.node}:${rowId}`);
      return { shown: kept()?.viewing === true };
    },
    ...createReading({
      sources,
      ask: driver.ask,
      nodeId: () => mustBeIn().nodeId,
      async keep(node, one) {
        const from = sources();
        if (from !== undefined) await parts.copies.keep(from, node, [one], () => {});
      },
    }),
    deliveries: parts.lanes.deliveries,
    delivery: parts.lanes.delivery,
    live: (_input?: undefined, signal?: AbortSignal) =>
      presentFirst(state(), parts.changes.subscribe(signal)),
  };
  return surface;
}

/** @throws BackstitchError TEAM_INVALID where there is none */
export function joinedTeam(team: KeptTeam | null): KeptTeam {
  if (team !== null) return team;
  throw refuse('TEAM_INVALID', 'This Backstitch is in no team.', 'url');
}

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
