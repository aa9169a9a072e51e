import { join } from 'node:path';
import { openBodyFolder } from '../../captures/body-sink.ts';
import { openCaptures } from '../../captures/captures.ts';
import { noteForTeam } from '../captures/team-captures.ts';
import { openAnswerJournal } from '../../captures/recovery/answer-journal.ts';
import { openUrlSecrets } from '../../captures/url-secrets/url-secrets.ts';
import { openEndpoints } from '../../endpoints/endpoints.ts';
import type { StartProcess } from '../../lib/child-process/own-process.ts';
import type { Clock } from '../../lib/clock.ts';
import { AsyncClosingStack } from '../../lib/closing-stack.ts';
import { openTeam } from '../../team/team.ts';
import { openTunnel } from '../../tunnel/tunnel.ts';
import type { Addresses } from '../addresses.ts';
import type { EngineOptions } from '../options.ts';
import { openSendersOf } from '../senders-of.ts';
import type { Storage } from '../storage.ts';

type TunnelParts = Parameters<typeof openTunnel>[0];

interface Ground extends Pick<TunnelParts, 'secretOf' | 'checkRelay'> {
  options: EngineOptions;
  storage: Storage;
  addresses: Addresses;
  clock: Clock;
  startProcess: StartProcess;
  version: string;
  limits: Parameters<typeof openCaptures>[0]['limits'];
  say: (message: string, error: unknown) => void;
}

/** By what webhooks come in, what keeps them, and what knows who sent them. */
export function openCatching(parts: Ground) {
  const { options, storage, addresses, clock, startProcess, version, limits, say } = parts;
  const { dataDir, protection } = options;
  const { db, groups } = storage;
  const { intakeUrl, intakePort, publicUrl } = addresses;
  const stack = new AsyncClosingStack();

  const tunnel = stack.use(
    openTunnel({
      db,
      commit: groups,
      secretOf: parts.secretOf,
      pidFile: join(dataDir, 'tunnel.pid'),
      intakePort,
      checkRelay: parts.checkRelay,
      clock,
      log: say,
    }),
  );
  addresses.reachedThrough(tunnel.publicUrl);

  const team = stack.use(
    openTeam({
      db,
      groups,
      clock,
      dataDir,
      version,
      protection,
      timings: options.teamTimings,
    }),
  );
  // Before captures are read: what a crash left without a row is listed then.
  if (team.isIn()) noteForTeam(db);
  const bodies = openBodyFolder(dataDir);
  const captures = stack.use(
    openCaptures({
      db,
      groups,
      bodies,
      journal: stack.use(openAnswerJournal(dataDir)),
      clock,
      limits,
      spared: team.unsent,
      log: say,
      elsewhere: { startProcess, dataDir, atOnce: options.searchedAtOnce },
    }),
  );
  const urlSecrets = openUrlSecrets(db);
  const endpoints = openEndpoints({
    db,
    groups,
    localUrl: intakeUrl,
    publicUrl,
    captureCount: captures.countOf,
  });
  stack.defer(endpoints.close);
  stack.defer(tunnel.onChange(endpoints.touch));

  const senders = openSendersOf(
    { db, groups, clock, protection },
    { captures, urlSecrets, endpoints, intakeUrl, publicUrl },
  );

  return {
    tunnel,
    team,
    bodies,
    captures,
    urlSecrets,
    endpoints,
    senders,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
