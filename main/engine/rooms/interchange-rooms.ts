import type { Database } from 'better-sqlite3';
import type { Captures } from '../../captures/captures.ts';
import type { Checks } from '../../captures/imported/imported.ts';
import type { Limits } from '../../captures/removal/retention.ts';
import type { openEndpoints } from '../../endpoints/endpoints.ts';
import { openExports } from '../../interchange/exports.ts';
import { openImports } from '../../interchange/imports.ts';
import { openProfiles } from '../../interchange/redaction-profiles.ts';
import { openTransferFolder } from '../../interchange/transfer-folder.ts';
import type { Clock } from '../../lib/clock.ts';
import { signatureHeadersOfSender } from '../../senders/sender-fields.ts';
import type { openSenders } from '../../senders/senders.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { captureTarget } from '../captures/imported-captures.ts';
import { portableCaptures } from '../captures/portable-captures.ts';
import { AsyncClosingStack } from '../../lib/closing-stack.ts';

interface Parts {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  dataDir: string;
  version: string;
  captures: Captures;
  senders: ReturnType<typeof openSenders>;
  endpoints: Pick<ReturnType<typeof openEndpoints>, 'list'>;
  leaveOut: Checks['leaveOut'];
  limits: () => Limits;
  /** Every secret that is known now, as text. */
  secrets: () => string[];
  log: (message: string, error: unknown) => void;
}

/** What takes captures out as files and brings them in. */
export function openInterchange(parts: Parts) {
  const { db, groups, clock, dataDir, version, captures, senders, endpoints } = parts;
  const { leaveOut, limits, secrets, log } = parts;
  const stack = new AsyncClosingStack();
  const transfer = openTransferFolder(dataDir);
  const redaction = openProfiles({ db, groups, secrets, now: () => clock.now() });
  const exports = stack.use(
    openExports({
      folder: transfer,
      clock,
      version,
      source: portableCaptures(captures),
      profileOf: redaction.profileOf,
      secrets,
      signatureHeaders: signatureHeadersOfSender,
      log,
    }),
  );
  const imports = stack.use(
    openImports({
      db,
      groups,
      clock,
      folder: transfer,
      target: captureTarget({ captures, senders, leaveOut, limits }),
      endpointName: (id) => endpoints.list().find((endpoint) => endpoint.id === id)?.name,
      log,
    }),
  );
  return {
    redaction: redaction.surface,
    exports,
    imports,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
