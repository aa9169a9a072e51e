import type pg from 'pg';
import type { z } from 'zod';
import type {
  TeamDeliveriesInput,
  TeamDeliveryDetail,
  TeamDeliveryPage,
} from '../../../preload/contract/team/deliveries.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { LaneChange, SharedDeliveries, TeamLanes } from '../../deliveries/shared/lane.ts';
import { installedVersion } from '../install.ts';
import type { Outbox } from '../outbox.ts';
import { asTeamError } from '../problem.ts';
import { CHANNEL } from '../session.ts';
import { changeLaneState, closeLane, teamIdOf, writeLane } from './lanes.ts';
import { readDeliveries, readDelivery } from './listing.ts';
import { changeByHand } from './states.ts';

/** The version of the server's schema that has lanes. */
export const QUEUE_VERSION = 2;

interface Parts {
  /** @throws BackstitchError where the database cannot be asked */
  ask: <T>(question: (client: pg.Client) => Promise<T>) => Promise<T>;
  outbox: Outbox;
  nodeId: () => string;
  shared: () => SharedDeliveries | undefined;
  /** Of the schema there; 0 where there is no connection. */
  version: () => number;
  onChange: () => void;
  /** Connects again: the schema is a newer one. */
  renew: () => void;
}

/** What people and the room of deliveries ask of the team's lanes. */
export function createTeamLanes(parts: Parts) {
  const { outbox, nodeId } = parts;

  /** @throws BackstitchError TEAM_UNREACHABLE and the like; TEAM_NOT_INSTALLED where the schema is older */
  async function asked<T>(question: (client: pg.Client) => Promise<T>): Promise<T> {
    try {
      return await parts.ask(async (client) => {
        const known = parts.version();
        // `team init` may have run since this node connected.
        const version = known >= QUEUE_VERSION ? known : await installedVersion(client);
        if (version >= QUEUE_VERSION) {
          const answer = await question(client);
          if (known < QUEUE_VERSION) parts.renew();
          return answer;
        }
        throw new BackstitchError(
          'TEAM_NOT_INSTALLED',
          `The team has version ${version}; shared deliveries need version ${QUEUE_VERSION}.`,
          { hint: 'An administrator of the database runs it again: backstitch team init URL.' },
        );
      });
    } catch (error) {
      throw asTeamError(error);
    }
  }
  /** The same, and the other nodes hear of it. */
  async function changed<T>(question: (client: pg.Client) => Promise<T>): Promise<T> {
    const done = await asked(async (client) => {
      const answer = await question(client);
      await client.query('SELECT pg_notify($1, $2)', [CHANNEL, `${nodeId()}:lanes`]);
      return answer;
    });
    parts.onChange();
    return done;
  }

  const forDeliveries: TeamLanes = {
    handOver: (seq) => outbox.add('message', seq),
    isOnItsWay: (seq) => outbox.has('message', seq),
    putLane: (change: (teamId: string) => LaneChange) =>
      changed(async (client) => {
        const teamId = await teamIdOf(client);
        return { teamId, version: await writeLane(client, nodeId(), change(teamId)) };
      }),
    dropLane: (id) => changed((client) => closeLane(client, nodeId(), id)),
    setLaneState: (id, state, discard) =>
      changed((client) => changeLaneState(client, nodeId(), id, { state, discard })),
    byHand: (one, what) => changed((client) => changeByHand(client, one, what)),
  };

  return {
    forDeliveries,
    /** @throws as `asked` */
    deliveries: (input: z.infer<typeof TeamDeliveriesInput>): Promise<TeamDeliveryPage> =>
      asked((client) => readDeliveries(client, input)),
    /** @throws as `asked`; BackstitchError DELIVERY_NOT_FOUND */
    async delivery({ id }: { id: string }): Promise<TeamDeliveryDetail> {
      const { delivery, told } = await asked((client) => readDelivery(client, nodeId(), id));
      const log = parts.shared()?.attemptsOf(delivery, told) ?? [];
      return { ...delivery, log };
    },
  };
}

export type AskedLanes = ReturnType<typeof createTeamLanes>;
