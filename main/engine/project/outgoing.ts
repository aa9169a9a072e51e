import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import { type Destination, DestinationInput } from '../../../preload/contract/destinations.ts';
import type {
  DestinationItem,
  ForwardItem,
} from '../../../preload/contract/interchange/project-file.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { isThisMachine, parseTarget } from '../../outbound/target.ts';
import { canonical, type Json } from '../../project/canonical.ts';
import { isSecretHeader } from '../../project/items.ts';
import type { HeldItem, KindRoom, Names } from '../../project/kinds.ts';
import type { ProjectHosts } from '../../project/agreed.ts';
import { lookUp, namesIn, type Vault } from '../../project/references.ts';
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
    needsAllow(url) {
      const parsed = parseTarget(url);
      // What is no URL is refused by the room itself.
      if (!parsed.ok || isThisMachine(parsed.target)) return null;
      const { hostKey } = parsed.target;
      return replays.allowedHosts().includes(hostKey) ? null : hostKey;
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

const hostOf = (url: string): string | null => {
  const parsed = parseTarget(url);
  return parsed.ok ? parsed.target.hostKey : null;
};

/**
 * Destinations as the project has them: without credentials, and without what widens where they may send, which
 * is decided here alone and forgotten where they move to another host.
 */
export function destinationsKind(
  { deliveries }: Pick<ProjectRooms, 'deliveries'>,
  vault: Vault,
  hosts: ProjectHosts,
): KindRoom {
  const { destinations } = deliveries;
  const mustFind = (id: string): Destination => {
    const found = destinations.list().find((one) => one.id === id);
    if (found === undefined) throw new BackstitchError('DESTINATION_NOT_FOUND');
    return found;
  };

  function heldOf(one: Destination): HeldItem {
    const { id, name, url, shownUrl, headers } = one;
    const value = {
      name,
      url,
      headers: headers.filter(([header]) => !isSecretHeader(header)),
      signing: one.signing,
      events: one.events,
      schedule: one.schedule,
      timeoutMs: one.timeoutMs,
      statusRules: one.statusRules,
      filter: one.filter,
      ordering: one.ordering,
      orderKey: one.orderKey,
      concurrency: one.concurrency,
      rate: one.rate,
      idempotencyKey: one.idempotencyKey,
      // Left out where it is the usual one, as projects of before have it.
      ...(one.trace !== 'pass' && { trace: one.trace }),
    };
    const problem =
      one.kind === 'http'
        ? null
        : `“${name}” is an event engine. The project file holds web servers only so far.`;
    const hidden = shownUrl.includes('…')
      ? `The URL of “${name}” seems to contain a token, so it is not written into the file.`
      : null;
    return { id, name, value: value, problem: problem ?? hidden };
  }
  const inputOf = (value: Json): DestinationInput => {
    const {
      authorization: _authorization,
      secret: _secret,
      ...rest
    } = value as unknown as DestinationItem;
    return DestinationInput.parse({ ...rest, name: rest.name ?? '' });
  };

  return {
    list: () => destinations.list().map(heldOf),
    async add(value) {
      const input = inputOf(value);
      if (hosts.needsAllow(input.url) === null) {
        const { id } = await destinations.create(input);
        return { id, held: false };
      }
      const { id } = await deliveries.createPaused(input);
      return { id, held: true };
    },
    async change(id, value) {
      const now = mustFind(id);
      const input = inputOf(value);
      if (hostOf(now.url) === hostOf(input.url)) {
        const { allowPrivate, trust } = now;
        const headers = [...input.headers, ...now.headers.filter(([name]) => isSecretHeader(name))];
        await destinations.update({ ...input, id: now.id, allowPrivate, trust, headers });
        return { id };
      }
      const isHeld = hosts.needsAllow(input.url) !== null;
      // Paused before it points elsewhere: nothing slips through. What was typed for the old host stays there.
      if (isHeld) await destinations.setState({ id: now.id, state: 'paused', held: 'send' });
      await destinations.update({ ...input, id: now.id, authorization: null });
      return { id, held: isHeld };
    },
    async remove(id) {
      await destinations.remove({ id: id as DestinationId });
    },
    plain(value) {
      const {
        authorization: _authorization,
        secret: _secret,
        ...rest
      } = value as unknown as DestinationItem;
      return rest;
    },
    riskOf(now, value, base) {
      const { url, authorization } = value as unknown as DestinationItem;
      const host = hostOf(url);
      const isMoved = now === undefined || hostOf((now.value as { url: string }).url) !== host;
      if (isMoved && hosts.needsAllow(url) !== null) {
        const why = `${host} is not allowed on this computer. The destination stays paused until you allow it.`;
        return { risk: 'egress', why };
      }
      const parsed = parseTarget(url);
      const isNear = !parsed.ok || isThisMachine(parsed.target);
      if (now === undefined || isNear || authorization === null) return { risk: 'none', why: null };
      const before = (base as unknown as DestinationItem | undefined)?.authorization ?? null;
      const isKnown =
        canonical(before) === canonical(authorization) ||
        lookUp(vault, authorization)?.value ===
          deliveries.keptTexts(now.id as DestinationId).authorization;
      if (!isKnown) {
        const names = namesIn('destinations', { ...(value as object), secret: null });
        return { risk: 'egress', why: `${host} would get ${names.join(', ')}.` };
      }
      return { risk: 'none', why: null };
    },
    lend(id, value) {
      const item = value as unknown as DestinationItem | undefined;
      const authorization = item?.authorization ? lookUp(vault, item.authorization) : undefined;
      const secret = item?.secret ? lookUp(vault, item.secret) : undefined;
      const isNothing = authorization === undefined && secret === undefined;
      deliveries.lend(
        id as DestinationId,
        isNothing
          ? null
          : { authorization: authorization?.value ?? null, secret: secret?.value ?? null },
      );
    },
    secretsOf(id, key) {
      const { authorization, secret } = deliveries.keptTexts(id as DestinationId);
      const texts = [
        ...(authorization === null ? [] : [{ field: 'authorization', text: authorization }]),
        ...(secret === null ? [] : [{ field: 'secret', text: secret }]),
      ].map(({ field, text }) => ({ field, name: `${key}-${field}`, text }));
      return {
        fields: texts.map(({ field, name }) => ({ path: [field], to: { secret: name } })),
        texts,
      };
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
