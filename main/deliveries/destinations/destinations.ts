import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type {
  Destination,
  DestinationInput,
  ShownCertificate,
} from '../../../preload/contract/destinations.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Resolve } from '../../outbound/resolve.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { CLOSED } from '../rules/breaker.ts';
import type { DeliveryReader } from '../store/delivery-reader.ts';
import type { DeliveryStore } from '../store/delivery-store.ts';
import {
  derived,
  type DestinationStore,
  FRESH,
  type KeptDestination,
  loginOf,
} from '../store/destination-store.ts';
import type { Guards } from './check-engine.ts';
import { normal } from './check-rules.ts';
import { certificateAt } from './certificate.ts';
import { credentialsAfter, isSameEngine } from './engine-changes.ts';
import { checkInput, emptyAsNull, freshDestination, invalidInput } from './destination-input.ts';
import { healthOf, seriesOf } from './health.ts';
import { shownUrl } from './shown-url.ts';
import { fitting, lentSecret, rotated, usable } from './secrets.ts';
import { needsOf } from '../shared/marks.ts';

export interface DestinationParts {
  store: DestinationStore;
  deliveries: DeliveryStore;
  reader: DeliveryReader;
  commit: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  guards: Guards;
  resolve: Resolve;
  /**
   * Asks an event engine whether it would take messages of a destination.
   *
   * @throws BackstitchError DESTINATION_INVALID, with the field
   */
  askEngine: (one: KeptDestination) => Promise<void>;
  /** Told when deliveries of it may begin, or when anything of it changed. */
  onChange: (id: DestinationId) => void;
}

type ById = { id: DestinationId };

export type Destinations = ReturnType<typeof createDestinations>;

const CHUNK = 2000;
const HOUR_MS = 3_600_000;

/** Where deliveries go: the list is held in memory, the database follows. */
export function createDestinations(parts: DestinationParts) {
  const { store, deliveries, reader, commit, clock } = parts;
  const kept = new Map(store.all().map((one) => [one.id, one]));

  const present = (): KeptDestination[] =>
    [...kept.values()].filter(({ removedAt }) => removedAt === null);
  function mustFind({ id }: ById): KeptDestination {
    const one = kept.get(id);
    if (one === undefined || one.removedAt !== null) {
      throw new BackstitchError('DESTINATION_NOT_FOUND');
    }
    return one;
  }
  function view(one: KeptDestination): Destination {
    const { settings, breaker, authorization, state, offReason, createdAt, id } = one;
    const now = clock.now();
    const until = breaker.nothingListens ? null : breaker.until;
    return {
      ...settings,
      id,
      shownUrl: shownUrl(settings.url),
      hasAuthorization: (one.lent?.authorization ?? authorization) !== null,
      hasCredentials: loginOf(one) !== null,
      state,
      offReason,
      breaker: { state: breaker.state, until },
      secrets: usable(one.secrets, now).map(({ value: _value, ...secret }) => secret),
      health: healthOf(reader, id, now),
      createdAt,
      shared: settings.shared === null ? null : { needs: needsOf(one, now) },
    };
  }
  async function save(one: KeptDestination, also = (): void => {}): Promise<Destination> {
    await commit.commit(() => {
      store.put(one);
      also();
    });
    // The object stays the same: attempts under way hold it.
    const known = kept.get(one.id);
    if (known === undefined) kept.set(one.id, one);
    else Object.assign(known, one);
    parts.onChange(one.id);
    return view(one);
  }
  /** In chunks, so that captures come in between. */
  async function inChunks(job: (limit: number) => number): Promise<number> {
    let all = 0;
    for (;;) {
      const changed = await commit.commit(() => job(CHUNK));
      all += changed;
      if (changed < CHUNK) return all;
    }
  }
  function checkName(input: DestinationInput, id: DestinationId | null): void {
    const name = input.name.trim().toLowerCase();
    const taken = present().some(
      (other) => other.id !== id && other.settings.name.toLowerCase() === name,
    );
    if (taken) throw invalidInput('name', `There is already a destination named “${input.name}”.`);
  }
  /**
   * A destination as a form describes it, which is not kept: one that is there lends its secrets and
   * its credentials, unless they are typed again.
   *
   * @throws BackstitchError DESTINATION_INVALID; DESTINATION_NOT_FOUND
   */
  function unsaved(input: DestinationInput, id: DestinationId | null): KeptDestination {
    checkInput(parts.guards, input);
    const fresh = freshDestination(input, clock.now());
    if (id === null) return fresh;
    const one = mustFind({ id });
    return {
      ...fresh,
      id,
      secrets: fitting(one.secrets, fresh.settings.signing, clock.now()),
      authorization: input.authorization === undefined ? one.authorization : fresh.authorization,
      credentials: credentialsAfter(one, input),
    };
  }

  async function update(
    { id, ...input }: DestinationInput & ById,
    asks: boolean,
  ): Promise<Destination> {
    const one = mustFind({ id });
    checkName(input, id);
    checkInput(parts.guards, input);
    const { authorization, credentials: _typed, ...typed } = normal(input);
    const settings = { ...typed, shared: one.settings.shared };
    const credentials = credentialsAfter(one, input);
    if (asks && !isSameEngine(one, settings, credentials)) {
      await parts.askEngine({ ...one, settings, credentials, ...derived(settings) });
    }
    if (settings.ordering !== 'keyed') {
      await commit.commit(() => deliveries.freeOfKeys(id, clock.now()));
    }
    const moved = settings.url !== one.settings.url;
    return save({
      ...one,
      settings,
      secrets: fitting(one.secrets, settings.signing, clock.now()),
      authorization: authorization === undefined ? one.authorization : emptyAsNull(authorization),
      credentials,
      // Another place is another server: what was learned of the old one says nothing of it.
      ...(moved && { breaker: CLOSED, failures: 0, firstFailureAt: null, discarded: 0 }),
      ...derived(settings),
    });
  }

  return {
    find: (id: DestinationId): KeptDestination | undefined => kept.get(id),
    ids: (): Iterable<DestinationId> => kept.keys(),
    /** All that were ever there, also those that were deleted. */
    all: (): Iterable<KeptDestination> => kept.values(),
    unsaved,
    view,
    /** Keeps it as it is now; `also` runs in the same transaction. */
    keep: save,
    checkName,
    /** By id or by name. @throws BackstitchError DESTINATION_NOT_FOUND */
    named(text: string): KeptDestination {
      const byId = kept.get(text as DestinationId);
      if (byId !== undefined && byId.removedAt === null) return byId;
      const wanted = text.trim().toLowerCase();
      const found = present().find(({ settings }) => settings.name.toLowerCase() === wanted);
      if (found !== undefined) return found;
      throw new BackstitchError('DESTINATION_NOT_FOUND', `There is no destination “${text}”.`);
    },
    mustFind,
    /** Names alone, from memory. */
    names: () =>
      present().map(({ id, settings: { name, url } }) => ({ id, name, shownUrl: shownUrl(url) })),
    /** Finishes what a crash cut off: pausing and resuming go in chunks. */
    async settle(): Promise<void> {
      for (const { id, state, removedAt, settings } of kept.values()) {
        if (removedAt !== null || settings.shared !== null) continue;
        const change = state === 'live' ? deliveries.release : deliveries.hold;
        await inChunks((limit) => change(id, limit));
      }
    },
    /** Makes all that waits held, after a destination was switched off. */
    holdAll: (id: DestinationId): Promise<number> =>
      inChunks((limit) => deliveries.hold(id, limit)),
    /** A new one, paused until somebody resumes it or not. No engine is asked: nothing leaves. */
    async createUnasked(input: DestinationInput, state: 'live' | 'paused'): Promise<Destination> {
      checkName(input, null);
      checkInput(parts.guards, input);
      return save({ ...freshDestination(input, clock.now()), state });
    },
    /** As `surface.update`, but no engine is asked. */
    updateUnasked: (input: DestinationInput & ById): Promise<Destination> => update(input, false),
    /**
     * Secrets that somebody else keeps: they go before its own, in memory only. null: they are taken back.
     *
     * @returns false where the secret cannot sign as the destination does
     */
    lend(
      id: DestinationId,
      lent: {
        authorization: string | null;
        credentials: KeptDestination['credentials'];
        secret: string | null;
      } | null,
    ): boolean {
      const one = kept.get(id);
      if (one === undefined) return true;
      const { isFit, secret } = lentSecret(one, lent?.secret ?? null);
      if (lent === null) delete one.lent;
      else {
        const { authorization, credentials } = lent;
        one.lent = { authorization, credentials, secret };
      }
      return isFit;
    },
    surface: {
      list: (): Destination[] => present().map(view),
      async create(input: DestinationInput): Promise<Destination> {
        checkName(input, null);
        checkInput(parts.guards, input);
        const fresh = freshDestination(input, clock.now());
        await parts.askEngine(fresh);
        return save(fresh);
      },
      update: (input: DestinationInput & ById): Promise<Destination> => update(input, true),
      async remove({ id }: ById): Promise<{ canceled: number }> {
        const one = mustFind({ id });
        await save({ ...one, state: 'paused', removedAt: clock.now() });
        const why = 'Its destination was deleted.';
        const canceled = await inChunks((limit) =>
          deliveries.cancelOpen(id, ['scheduled', 'held'], why, clock.now(), limit),
        );
        parts.onChange(id);
        return { canceled };
      },
      async setState(
        input: ById & { state: 'live' | 'paused'; held: 'send' | 'discard' },
      ): Promise<Destination> {
        const one = mustFind(input);
        const { id } = one;
        if (input.state === 'paused') {
          await save({ ...one, state: 'paused', offReason: null });
          await inChunks((limit) => deliveries.hold(id, limit));
        } else {
          if (input.held === 'discard') {
            const why = 'Discarded while the destination was paused.';
            await inChunks((limit) => deliveries.cancelOpen(id, ['held'], why, clock.now(), limit));
          }
          await inChunks((limit) => deliveries.release(id, limit));
          await save({ ...one, ...FRESH });
          // What was accepted between the two was held still.
          await inChunks((limit) => deliveries.release(id, limit));
        }
        parts.onChange(id);
        return view(mustFind(input));
      },
      certificate: (input: { url: string; allowPrivate: boolean }): Promise<ShownCertificate> =>
        certificateAt({ guard: parts.guards.http, resolve: parts.resolve, clock }, input),
      secret({ id, secretId }: ById & { secretId: string }): { value: string } {
        const secret = mustFind({ id }).secrets.find((one) => one.id === secretId);
        if (secret !== undefined) return { value: secret.value };
        throw new BackstitchError('DESTINATION_NOT_FOUND', 'This secret is gone.');
      },
      async rotate({ id, overlapHours }: ById & { overlapHours: number }): Promise<Destination> {
        const one = mustFind({ id });
        const overlapMs = overlapHours * HOUR_MS;
        const secrets = rotated(one.secrets, one.settings.signing, overlapMs, clock.now());
        return save({ ...one, secrets });
      },
      series: ({ id, hours }: ById & { hours: number }) =>
        seriesOf(reader, mustFind({ id }).id, hours, clock.now()),
    },
  };
}
