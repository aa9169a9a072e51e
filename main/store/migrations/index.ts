import type { Migration } from '../migrate.ts';
import { captures } from './0001-to-0010/0001-captures.ts';
import { search } from './0001-to-0010/0002-search.ts';
import { replays } from './0001-to-0010/0003-replays.ts';
import { tunnel } from './0001-to-0010/0004-tunnel.ts';
import { apps } from './0001-to-0010/0005-apps.ts';
import { users } from './0001-to-0010/0006-users.ts';
import { functionRuns } from './0001-to-0010/0007-function-runs.ts';
import { services } from './0001-to-0010/0008-services.ts';
import { integrations } from './0001-to-0010/0009-integrations.ts';
import { senders } from './0001-to-0010/0010-senders.ts';
import { deliveries } from './0011-to-0020/0011-deliveries.ts';
import { surplus } from './0011-to-0020/0012-surplus.ts';
import { urlSecretsAndSessions } from './0011-to-0020/0013-url-secrets-and-sessions.ts';
import { deliveryRules } from './0011-to-0020/0014-delivery-rules.ts';
import { charsets } from './0011-to-0020/0015-charsets.ts';
import { clientApi } from './0011-to-0020/0016-client-api.ts';
import { tablesByIdentity } from './0011-to-0020/0017-tables-by-identity.ts';
import { listedOnce } from './0011-to-0020/0018-listed-once.ts';
import { urlSecretsFirst } from './0011-to-0020/0019-url-secrets-first.ts';
import { tries } from './0011-to-0020/0020-tries.ts';
import { drafts } from './0021-to-0030/0021-drafts.ts';
import { views } from './0021-to-0030/0022-views.ts';
import { notices } from './0021-to-0030/0023-notices.ts';
import { queryOutcomes } from './0021-to-0030/0024-query-outcomes.ts';
import { imports } from './0021-to-0030/0025-imports.ts';
import { expectations } from './0021-to-0030/0026-expectations.ts';
import { redaction } from './0021-to-0030/0027-redaction.ts';
import { project } from './0021-to-0030/0028-project.ts';
import { agentTokens } from './0021-to-0030/0029-agent-tokens.ts';
import { projectTold } from './0021-to-0030/0030-project-told.ts';
import { searchSegments } from './0031-search-segments.ts';
import { packedBodies } from './0032-packed-bodies.ts';
import { catalogue } from './0033-catalogue.ts';
import { chaos } from './0034-chaos.ts';
import { backfill } from './0035-backfill.ts';
import { suites } from './0036-suites.ts';
import { traceExport } from './0037-trace-export.ts';
import { engineRuns } from './0038-engine-runs.ts';
import { engines } from './0040-engines.ts';
import { team } from './0041-team.ts';
import { relays } from './0043-relays.ts';
import { teamMarks } from './0044-team-marks.ts';
import { verdicts } from './0045-verdicts.ts';
import { sharedAttempts } from './0046-shared-attempts.ts';

/** In order; a landed migration is never edited. */
export const migrations: readonly Migration[] = [
  captures,
  search,
  replays,
  tunnel,
  apps,
  users,
  functionRuns,
  services,
  integrations,
  senders,
  deliveries,
  surplus,
  urlSecretsAndSessions,
  deliveryRules,
  charsets,
  clientApi,
  tablesByIdentity,
  listedOnce,
  urlSecretsFirst,
  tries,
  drafts,
  views,
  notices,
  queryOutcomes,
  imports,
  expectations,
  redaction,
  project,
  agentTokens,
  projectTold,
  searchSegments,
  packedBodies,
  catalogue,
  chaos,
  backfill,
  suites,
  traceExport,
  engineRuns,
  engines,
  team,
  relays,
  teamMarks,
  verdicts,
  sharedAttempts,
];
