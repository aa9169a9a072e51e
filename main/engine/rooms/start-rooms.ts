import { pathOf } from '../../captures/arrival.ts';
import type { openBackfillOf } from '../captures/backfill-room.ts';
import type { Clock } from '../../lib/clock.ts';
import { teamSources } from '../captures/team-captures.ts';
import type { Addresses } from '../addresses.ts';
import { openIntakeOf } from '../intake-of.ts';
import { DEFAULT_INTAKE_PORT, type EngineOptions } from '../options.ts';
import type { openProjectRoom } from '../project/project-room.ts';
import type { Storage } from '../storage.ts';
import type { openTeam } from '../../team/team.ts';
import { AsyncClosingStack } from '../../lib/closing-stack.ts';

type Sources = Parameters<typeof openIntakeOf>[0];
type Team = Parameters<typeof teamSources>[0];

interface Opened extends Sources {
  backfill: ReturnType<typeof openBackfillOf>;
  project: ReturnType<typeof openProjectRoom>;
  team: ReturnType<typeof openTeam>;
}

interface Ground extends Pick<
  Parameters<typeof openIntakeOf>[1],
  'bodies' | 'marks' | 'installId' | 'leaveOut'
> {
  options: EngineOptions;
  storage: Storage;
  addresses: Addresses;
  clock: Clock;
  checkServer: Team['checkServer'];
  secrets: Team['secrets'];
  /** What the status bar shows is another now. */
  statusChanged: () => void;
  say: (message: string, error: unknown) => void;
}

/**
 * Opens the intake, and lets each room begin with what it does by itself. All rooms are open by now: a webhook
 * that comes in finds whoever takes it.
 *
 * @throws BackstitchError PORT_IN_USE
 */
export async function startRooms(rooms: Opened, ground: Ground) {
  const { captures, tunnel, integrations, apps, endpoints, senders, deliveries } = rooms;
  const { urlSecrets, settings, backfill, project, team } = rooms;
  const { options, storage, addresses, clock, bodies, marks, installId, leaveOut } = ground;
  const { checkServer, secrets, statusChanged, say } = ground;
  const { db } = storage;
  await using stack = new AsyncClosingStack();

  urlSecrets.opensWith(integrations.tokens);
  urlSecrets.asks((method, target) => {
    const secret = apps.querySecret(method, target);
    if (secret !== undefined) return [{ name: 'secret', values: secret === '' ? [] : [secret] }];
    return senders.intake.askedInQuery(endpoints.matchRequest(method, pathOf(target)).id);
  });

  const intake = stack.use(
    await openIntakeOf(
      {
        captures,
        tunnel,
        integrations,
        apps,
        endpoints,
        senders,
        deliveries,
        urlSecrets,
        settings,
      },
      {
        bodies,
        marks,
        installId,
        leaveOut,
        confirm: team.confirm,
        now: () => clock.now(),
        onStorageError: storage.onError,
        log: say,
      },
      {
        host: '127.0.0.1',
        port: DEFAULT_INTAKE_PORT,
        ...options.intake,
        tlsChanged: statusChanged,
      },
    ),
  );
  // Before the intake waits for those in flight.
  stack.defer(apps.stopSoon);
  addresses.listens(intake);
  if (options.quiet !== true && options.ephemeral !== true) {
    backfill.away.start();
    tunnel.start();
  }
  await deliveries.start(apps.transform);
  if (options.quiet !== true) await backfill.resume();
  if (options.quiet !== true) project.start();
  stack.defer(captures.onRecorded(team.changed));
  stack.defer(captures.onChange(team.changed));
  stack.defer(captures.onPurged((ids) => team.purged(ids.map(captures.rowIdOf))));
  stack.defer(tunnel.onWake(team.woke));
  if (options.quiet !== true && options.ephemeral !== true) {
    team.start(
      teamSources({
        db,
        captures,
        deliveries,
        leaveOut,
        shared: deliveries.shared,
        secrets,
        forward: deliveries.capturedInTeam,
        checkServer,
        log: say,
      }),
    );
  }

  const started = stack.move();
  return { [Symbol.asyncDispose]: () => started.disposeAsync() };
}
