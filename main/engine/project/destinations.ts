import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import { type Destination, DestinationInput } from '../../../preload/contract/destinations.ts';
import type { DestinationItem } from '../../../preload/contract/interchange/project-destinations.ts';
import { targetsOf } from '../../deliveries/deliveries.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { isThisMachine } from '../../outbound/target.ts';
import type { ProjectHosts } from '../../project/agreed.ts';
import { canonical, type Json } from '../../project/canonical.ts';
import { isSecretHeader } from '../../project/items.ts';
import type { HeldItem, KindRoom } from '../../project/kinds.ts';
import { lookUp, namesIn, type Vault } from '../../project/references.ts';
import { loginByNames, loginIn } from './engine-login.ts';
import type { ProjectRooms } from './project-rooms.ts';

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

  /** What of a value lets somebody in, and whether it is what was kept anyway. */
  function isKnownLogin(id: string, item: DestinationItem, base: DestinationItem | undefined) {
    const kept = deliveries.keptTexts(id as DestinationId);
    if ('credentials' in item) {
      const before = base !== undefined && 'credentials' in base ? base.credentials : null;
      const login = loginIn(vault, item.credentials);
      return (
        item.credentials === null ||
        canonical(before) === canonical(item.credentials) ||
        (login !== null && canonical(login) === canonical(kept.credentials))
      );
    }
    const before = base !== undefined && 'authorization' in base ? base.authorization : null;
    return (
      item.authorization === null ||
      canonical(before) === canonical(item.authorization) ||
      lookUp(vault, item.authorization)?.value === kept.authorization
    );
  }

  return {
    list: () => destinations.list().map(heldOf),
    async add(value) {
      const input = inputOf(value);
      const held = hosts.toAllow(input.url).length > 0;
      const { id } = await deliveries.createUnasked(input, held ? 'paused' : 'live');
      return { id, held };
    },
    async change(id, value) {
      const now = mustFind(id);
      const input = inputOf(value);
      if (placeOf(now) === placeOf(input)) {
        const { allowPrivate, trust } = now;
        const headers = [...input.headers, ...now.headers.filter(([name]) => isSecretHeader(name))];
        await deliveries.updateUnasked({ ...input, id: now.id, allowPrivate, trust, headers });
        return { id };
      }
      const held = hosts.toAllow(input.url).length > 0;
      // Paused before it points elsewhere: nothing slips through. What was typed for the old host stays there.
      if (held) await destinations.setState({ id: now.id, state: 'paused', held: 'send' });
      const none = { authorization: null, credentials: null };
      await deliveries.updateUnasked({ ...input, id: now.id, ...none });
      return { id, held };
    },
    async remove(id) {
      await destinations.remove({ id: id as DestinationId });
    },
    plain: (value) => settingsIn(value) as Json,
    riskOf(now, value, base) {
      const item = value as unknown as DestinationItem;
      const isMoved =
        now === undefined || placeOf(now.value as unknown as DestinationItem) !== placeOf(item);
      const strangers = hosts.toAllow(item.url);
      if (isMoved && strangers.length > 0) {
        const are = `${strangers.join(', ')} ${strangers.length === 1 ? 'is' : 'are'}`;
        const why = `${are} not allowed on this computer. The destination stays paused until you allow it.`;
        return { risk: 'egress', why };
      }
      if (now === undefined || isNear(item.url)) return NO_RISK;
      if (isMoved && item.kind === 'sqs') {
        return { risk: 'egress', why: `Messages would go to another queue, ${item.url}.` };
      }
      if (isKnownLogin(now.id, item, base as unknown as DestinationItem | undefined))
        return NO_RISK;
      const names = namesIn('destinations', { ...(value as object), secret: null });
      const who = targetsOf(item.url).map(({ hostKey }) => hostKey);
      return { risk: 'egress', why: `${who.join(', ')} would get ${names.join(', ')}.` };
    },
    lend(id, value) {
      const item = value as unknown as DestinationItem | undefined;
      const text = (field: 'authorization' | 'secret'): string | null => {
        const ref = item !== undefined && field in item ? Reflect.get(item, field) : null;
        return ref === null ? null : (lookUp(vault, ref)?.value ?? null);
      };
      const credentials =
        item !== undefined && 'credentials' in item ? loginIn(vault, item.credentials) : null;
      const lent = { authorization: text('authorization'), credentials, secret: text('secret') };
      const isNothing = Object.values(lent).every((one) => one === null);
      deliveries.lend(id as DestinationId, isNothing ? null : lent);
    },
    secretsOf(id, key) {
      const { authorization, credentials, secret } = deliveries.keptTexts(id as DestinationId);
      const { kind, signing } = mustFind(id);
      const signs = kind === 'http' || signing !== 'none';
      const texts = [
        ...(authorization === null ? [] : [{ field: 'authorization', text: authorization }]),
        ...(secret === null || !signs ? [] : [{ field: 'secret', text: secret }]),
      ].map(({ field, text }) => ({ field, name: `${key}-${field}`, text }));
      const login = loginByNames(key, credentials);
      return {
        fields: [
          ...texts.map(({ field, name }) => ({ path: [field], to: { secret: name } })),
          ...(login === null ? [] : [{ path: ['credentials'], to: login.to }]),
        ],
        texts: [...texts, ...(login?.texts ?? [])],
      };
    },
  };
}

const NO_RISK = { risk: 'none', why: null } as const;

function heldOf(one: Destination): HeldItem {
  const { id, name, kind, url, shownUrl, headers } = one;
  const anywhere = {
    name,
    url,
    headers: headers.filter(([header]) => !isSecretHeader(header)),
    signing: one.signing,
    events: one.events,
    schedule: one.schedule,
    timeoutMs: one.timeoutMs,
    filter: one.filter,
    ordering: one.ordering,
    orderKey: one.orderKey,
    concurrency: one.concurrency,
    rate: one.rate,
  };
  const value =
    kind === 'http'
      ? {
          ...anywhere,
          statusRules: one.statusRules,
          idempotencyKey: one.idempotencyKey,
          // Left out where it is the usual one, as projects of before have it.
          ...(one.trace !== 'pass' && { trace: one.trace }),
        }
      : { ...anywhere, kind, engine: one.engine };
  // The account and name of a queue look like a token, and are none.
  const isHidden = kind === 'sqs' ? /[?#]/.test(url) : shownUrl.includes('…');
  const problem = isHidden
    ? `The URL of “${name}” seems to contain a token, so it is not written into the file.`
    : null;
  return { id, name, value, problem };
}

/** Without references to secrets, and without a kind that goes without saying. */
function settingsIn(value: Json): object {
  const hidden = new Set(['authorization', 'credentials', 'secret']);
  return Object.fromEntries(
    Object.entries(value as object).filter(
      ([field, inner]) => !hidden.has(field) && !(field === 'kind' && inner === 'http'),
    ),
  );
}

const inputOf = (value: Json): DestinationInput =>
  DestinationInput.parse({ name: '', ...settingsIn(value) });

/**
 * What makes a destination another one: its kind and its hosts. The host of a queue is everybody's, so there it is
 * the queue.
 */
function placeOf({ kind = 'http', url }: { kind?: string | undefined; url: string }): string {
  const hosts = targetsOf(url).map(({ hostKey }) => hostKey);
  return JSON.stringify([kind, kind === 'sqs' ? url : hosts.toSorted()]);
}

function isNear(url: string): boolean {
  const targets = targetsOf(url);
  return targets.every((target) => isThisMachine(target));
}
