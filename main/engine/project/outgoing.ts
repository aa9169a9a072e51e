import type { Destination } from '../../../preload/contract/destinations.ts';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { ForwardItem } from '../../../preload/contract/interchange/project-file.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';
import { targetsOf } from '../../deliveries/deliveries.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { isThisMachine } from '../../outbound/target.ts';
import type { ProjectHosts } from '../../project/agreed.ts';
import type { Json } from '../../project/canonical.ts';
import type { KindRoom, Names } from '../../project/kinds.ts';
import type { ProjectRooms } from './project-rooms.ts';
import { mustBeHere } from './endpoints.ts';

/** Which hosts the project may send to here: this computer, and those that a person allowed. */
export function projectHosts({
  replays,
  deliveries,
}: Pick<ProjectRooms, 'replays' | 'deliveries'>): ProjectHosts {
  const { destinations } = deliveries;
  const find = (id: string): Destination | undefined =>
    destinations.list().find((one) => one.id === id);
  return {
    toAllow(url) {
      const allowed = replays.allowedHosts();
      // What is no URL is refused by the room itself.
      const hosts = targetsOf(url).flatMap((target) =>
        isThisMachine(target) || allowed.includes(target.hostKey) ? [] : [target.hostKey],
      );
      return [...new Set(hosts)];
    },
    async allow(host) {
      await replays.allowHost({ host });
    },
    isPaused: (id) => find(id)?.state === 'paused',
    async release(id) {
      await destinations.setState({ id: id as DestinationId, state: 'live', held: 'send' });
    },
  };
}

/** Forwards, by the keys of what they join. */
export function forwardsKind({ deliveries }: Pick<ProjectRooms, 'deliveries'>): KindRoom {
  const { destinations } = deliveries;
  const inputOf = (value: Json, names: Names) => {
    const { destination, endpoint, ...rest } = value as unknown as ForwardItem;
    const endpointId = endpoint === null ? null : names.idOf('endpoints', endpoint);
    if (endpointId === undefined) {
      throw new BackstitchError('PROJECT_INVALID', `The endpoint “${endpoint}” is not here yet.`);
    }
    return {
      ...rest,
      name: rest.name ?? '',
      destinationId: mustBeHere(names, destination),
      endpointId: endpointId as EndpointId | null,
    };
  };
  return {
    list: (names) =>
      destinations.forwards().map((one) => {
        const { id, name, enabled, search, body, transform, signature, unverified, appendPath } =
          one;
        const destination = names.keyOf('destinations', one.destinationId);
        const endpoint = one.endpointId === null ? null : names.keyOf('endpoints', one.endpointId);
        const isWhole = destination !== undefined && endpoint !== undefined;
        const value = {
          name,
          destination: destination ?? '',
          endpoint: endpoint === undefined ? '' : endpoint,
          enabled,
          search,
          body,
          transform,
          signature,
          unverified,
          appendPath,
        };
        const problem = isWhole
          ? null
          : `“${name}” joins things that are not in the project. Add its destination and its endpoint first.`;
        return { id, name, value, problem };
      }),
    async add(value, names) {
      const { id } = await destinations.saveForward(inputOf(value, names));
      return { id };
    },
    async change(id, value, names) {
      await destinations.saveForward({ ...inputOf(value, names), id });
      return { id };
    },
    async remove(id) {
      await destinations.removeForward({ id });
    },
  };
}
