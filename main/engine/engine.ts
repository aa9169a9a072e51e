import { randomBytes } from 'node:crypto';
import { systemClock } from '../lib/clock.ts';
import { openStatus } from '../status/status.ts';
import { asUnreadable } from '../store/recover/diagnose.ts';
import { createAddresses } from './addresses.ts';
import { createChanges } from './changes/changes.ts';
import { type EngineOptions } from './options.ts';
import { openRooms } from './rooms.ts';
import { openStorage } from './storage.ts';
import { surfaceOf } from './surface.ts';
import { openUpdates } from '../updates/updates.ts';
import { createUpkeep } from './upkeep.ts';
import { createCompacting, pause } from '../store/size/compact.ts';
import { AsyncClosingStack } from '../lib/closing-stack.ts';

export { DEFAULT_INTAKE_PORT, type EngineOptions } from './options.ts';

export type Engine = Awaited<ReturnType<typeof startEngine>>;

/**
 * Puts the parts together: takes the data directory, opens the database, starts the intake.
 * Everything opened is closed again in reverse order, also when a later part fails to start.
 *
 * @throws BackstitchError DATA_DIR_UNUSABLE, DATA_DIR_LOCKED, DATABASE_TOO_NEW,
 *   DATABASE_UNREADABLE, PORT_IN_USE, TLS_INVALID
 */
export async function startEngine(options: EngineOptions) {
  try {
    return await assemble(options);
  } catch (error) {
    // A damaged page is met where it is read first.
    throw asUnreadable(options.dataDir, error) ?? error;
  }
}

async function assemble(options: EngineOptions) {
  const { dataDir, face, log } = options;
  const clock = options.clock ?? systemClock;
  const startedAt = clock.now();
  const instance = randomBytes(16).toString('base64url');
  await using stack = new AsyncClosingStack();
  const storage = stack.use(openStorage({ dataDir, log, clock }));
  const addresses = createAddresses();
  const changes = createChanges(clock);
  stack.defer(changes.close);
  const { tell } = changes;
  const statusChanged = (): void => status.changed();
  const rooms = stack.use(
    await openRooms({ options, storage, addresses, clock, tell, statusChanged }),
  );
  const { captures, version, installId } = rooms;

  const compacting = stack.use(
    createCompacting({
      db: storage.db,
      now: () => clock.now(),
      changed: () => status.changed(),
      pause,
      atStart: storage.compacted,
    }),
  );
  const updates =
    options.updates &&
    stack.use(
      openUpdates({
        version,
        dataDir,
        clock,
        options: options.updates,
        isOn: () => rooms.prefs.get()['updates.ask'] !== false,
        changed: statusChanged,
      }),
    );
  const status = openStatus(() => ({
    version,
    newer: updates?.newer() ?? null,
    intakeUrl: addresses.intakeUrl(),
    tls: addresses.tls(),
    dataDir,
    face,
    startedAt,
    capture: storage.health.get(),
    held: captures.totals.held,
    heldBytes: captures.totals.heldBytes,
    perSecond: captures.totals.perSecond(clock.now()),
    lastSweep: captures.lastSweep(),
    compact: compacting.state(),
  }));
  stack.defer(status.close);
  stack.defer(captures.onChange(status.changed));
  stack.defer(storage.health.onChange(status.changed));

  const upkeep = createUpkeep({
    options,
    rooms,
    db: storage.db,
    compacting,
    status: status.get,
  });
  const say = (message: string, error: unknown): void => log.error({ err: error }, message);
  const surface = surfaceOf({ rooms, status, addresses, clock, upkeep, changes, instance, say });
  stack.use(surface.agents);
  const running = stack.move();
  return {
    ...surface,
    /** Browsers that signed in, for the control listener. */
    sessionBook: rooms.sessions.book,
    loadingIdle: rooms.integrations.idle,
    installId,
    /** Of this run. */
    instance,
    startedAt,
    intakeUrl: addresses.intakeUrl(),
    dataDir,
    db: storage.db,
    /** Keeps replays away from a listener of ours; call it when one opens. */
    protect: addresses.protect,
    /** Where the control listener shows captures; call it when one opens. */
    showAt: addresses.showAt,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
