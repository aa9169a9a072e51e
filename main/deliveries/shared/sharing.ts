import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { Destination, DestinationInput } from '../../../preload/contract/destinations.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { newId } from '../../lib/new-id.ts';
import { invalidInput } from '../destinations/destination-input.ts';
import type { Destinations } from '../destinations/destinations.ts';
import { fitting, rotated } from '../destinations/secrets.ts';
import { fits } from '../sending/signing.ts';
import type { KeptDestination, KeptSecret } from '../store/destination-store.ts';
import type { SharedStore } from '../store/shared-store.ts';
import type { LaneChange, TeamLanes } from './lane.ts';
import { markOf, marksOf, needsOf, placeOf } from './marks.ts';
import type { Shared } from './shape.ts';
import { checkShareable } from './shareable.ts';
import type { SharedLanes } from './shared-lanes.ts';

interface Parts {
  destinations: Destinations;
  lanes: SharedLanes;
  store: SharedStore;
  team: TeamLanes;
  clock: Clock;
}

type ById = { id: DestinationId };
type Equipment = ById & { secret?: string | undefined; authorization?: string | undefined };
const HOUR_MS = 3_600_000;

/** What people do with shared destinations: the team's database first, this one after it. */
export function createSharing({ destinations, lanes, store, team, clock }: Parts) {
  const { surface } = destinations;
  const { inTurn } = lanes;
  const sharedOf = (id: DestinationId): KeptDestination | undefined => {
    const one = destinations.find(id);
    return one?.removedAt === null && one.settings.shared !== null ? one : undefined;
  };

  /** Who does not hold what signs must not lead those who do elsewhere. */
  function mustBeEquipped(one: KeptDestination): Shared {
    const { shared } = one.settings;
    const needs = needsOf(one, clock.now());
    if (shared !== null && needs.length === 0) return shared;
    throw new BackstitchError(
      'TEAM_NOT_EQUIPPED',
      needs.includes('secret') || shared === null
        ? undefined
        : 'This Backstitch has not been set to send for this destination.',
      {
        hint: 'Open the destination and send from this computer too, or run backstitch team equip.',
      },
    );
  }

  /** Writes a lane with the settings and secrets of `next`, then keeps it here so. */
  async function put(
    next: KeptDestination,
    authorizationAt: number | null,
    keep: (one: KeptDestination) => Promise<unknown>,
  ): Promise<void> {
    const { shared: before, ...settings } = next.settings;
    const change = (teamId: string): LaneChange => ({
      id: next.id,
      name: settings.name,
      settings,
      marks: marksOf(next, teamId, clock.now()),
      authorizationAt,
    });
    const { version, teamId } = await team.putLane(change);
    const shared: Shared = {
      teamId,
      version,
      marks: change(teamId).marks,
      authorizationAt,
      here: before?.here ?? true,
      mine: { place: placeOf(next.settings), authorizationAt },
    };
    await keep({ ...next, settings: { ...settings, shared } });
  }

  async function share(one: KeptDestination): Promise<void> {
    checkShareable(one.settings);
    if (store.isSending(one.id)) {
      throw new BackstitchError('DELIVERY_REFUSED', 'A delivery to it is being sent right now.', {
        hint: 'Share it again in a moment.',
      });
    }
    const authorization = one.lent?.authorization ?? one.authorization;
    await put(one, authorization === null ? null : clock.now(), ({ settings }) =>
      lanes.becomes(one, settings),
    );
  }

  /** A secret that was typed, if it is one of those that sign. @throws BackstitchError DESTINATION_INVALID */
  function typedSecret(one: KeptDestination, shared: Shared, text: string): KeptSecret {
    const value = text.trim();
    const mark = markOf(shared.teamId, value);
    const known = shared.marks.find((each) => each.mark === mark);
    if (known === undefined || !fits(one.settings.signing, value)) {
      throw invalidInput('secret', 'This is not the secret that signs for this destination.');
    }
    return {
      id: newId('sec_', 12),
      value,
      last4: value.slice(-4),
      createdAt: clock.now(),
      signsUntil: known.until,
    };
  }

  async function equip(input: Equipment): Promise<Destination> {
    const one = destinations.mustFind(input);
    const { shared } = one.settings;
    if (shared === null) {
      throw invalidInput('id', 'This destination is not shared with the team.');
    }
    const { secret, authorization } = input;
    const next = { ...one, secrets: [...one.secrets] };
    if (secret !== undefined && secret.trim() !== '') {
      const typed = typedSecret(one, shared, secret);
      const others = next.secrets.filter(({ value }) => value !== typed.value);
      next.secrets = typed.signsUntil === null ? [typed, ...others] : [...others, typed];
    }
    if (authorization !== undefined && authorization.trim() !== '')
      next.authorization = authorization.trim();
    else if (
      shared.authorizationAt !== null &&
      shared.mine?.authorizationAt !== shared.authorizationAt
    ) {
      throw invalidInput('authorization', 'Type the value of Authorization that it is sent.');
    }
    const settings = lanes.agreed(next);
    const agreed = { ...next, settings };
    if (needsOf(agreed, clock.now()).includes('secret')) {
      const isPart = secret !== undefined && next.secrets.length > one.secrets.length;
      // One of two that sign meanwhile is kept: the other one can follow.
      if (isPart) await destinations.keep(next);
      throw new BackstitchError(
        'TEAM_NOT_EQUIPPED',
        isPart ? 'Two secrets sign at the moment: type the other one too.' : undefined,
      );
    }
    return destinations.keep(agreed);
  }

  return {
    /** @throws BackstitchError TEAM_NOT_EQUIPPED where this node cannot send for a shared one */
    mustBeAble(id: DestinationId | null | undefined): void {
      const one = id == null ? undefined : sharedOf(id);
      if (one !== undefined) mustBeEquipped(one);
    },
    share: ({ id, shared }: ById & { shared: boolean }): Promise<Destination> =>
      inTurn(async () => {
        const one = destinations.mustFind({ id });
        const isShared = one.settings.shared !== null;
        if (shared && !isShared) await share(one);
        if (!shared && isShared) {
          await team.dropLane(id);
          await lanes.ends(one);
        }
        return destinations.view(one);
      }),
    equip: (input: Equipment): Promise<Destination> => inTurn(() => equip(input)),
    /** The surface of destinations, where those that are shared go another way. */
    surface: {
      ...surface,
      async update({ id, ...input }: DestinationInput & ById): Promise<Destination> {
        const one = sharedOf(id);
        if (one === undefined) return surface.update({ id, ...input });
        const shared = mustBeEquipped(one);
        destinations.checkName(input, id);
        const unsaved = destinations.unsaved(input, id);
        checkShareable(unsaved.settings);
        const secrets = fitting(one.secrets, unsaved.settings.signing, clock.now());
        const isTyped = input.authorization !== undefined;
        const now = unsaved.authorization === null ? null : clock.now();
        const change = { ...unsaved, secrets, settings: { ...unsaved.settings, shared } };
        const authorizationAt = isTyped ? now : shared.authorizationAt;
        await inTurn(() =>
          put(
            change,
            authorizationAt,
            ({ settings, target, offsets, timeoutMs, loopback, authorization }) =>
              destinations.keep({
                ...one,
                settings,
                target,
                offsets,
                timeoutMs,
                loopback,
                authorization,
                secrets,
              }),
          ),
        );
        return destinations.view(one);
      },
      async rotate(input: ById & { overlapHours: number }): Promise<Destination> {
        const one = sharedOf(input.id);
        if (one === undefined) return surface.rotate(input);
        const { authorizationAt } = mustBeEquipped(one);
        const overlapMs = input.overlapHours * HOUR_MS;
        const secrets = rotated(one.secrets, one.settings.signing, overlapMs, clock.now());
        await inTurn(() => put({ ...one, secrets }, authorizationAt, destinations.keep));
        return destinations.view(one);
      },
      async setState(
        input: ById & { state: 'live' | 'paused'; held: 'send' | 'discard' },
      ): Promise<Destination> {
        const one = sharedOf(input.id);
        if (one === undefined) return surface.setState(input);
        return inTurn(async () => {
          await team.setLaneState(input.id, input.state, input.held === 'discard');
          return destinations.keep({ ...one, state: input.state, offReason: null });
        });
      },
      async remove(input: ById): Promise<{ canceled: number }> {
        const one = sharedOf(input.id);
        if (one !== undefined) {
          await inTurn(async () => {
            await team.dropLane(input.id);
            await lanes.ends(one, 'Its destination was deleted.');
          });
        }
        return one?.removedAt == null ? surface.remove(input) : { canceled: 0 };
      },
    },
  };
}
