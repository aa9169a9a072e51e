import type { Database } from 'better-sqlite3';
import type { Clock } from '../../lib/clock.ts';
import { openProject } from '../../project/project.ts';
import type { Vault } from '../../project/references.ts';
import { openNamedSecrets } from '../../secrets/named-secrets.ts';
import type { Protection } from '../../secrets/secrets.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import { endpointsKind, orderKind } from './endpoints.ts';
import { expectationsKind } from './expectations.ts';
import { appsKind, integrationsKind, queriesKind, searchesKind, settingsKind } from './others.ts';
import { redactionKind } from './redaction.ts';
import type { ProjectRooms } from './project-rooms.ts';
import { destinationsKind } from './destinations.ts';
import { forwardsKind, projectHosts } from './outgoing.ts';
import { tunnelKind } from './tunnel.ts';

interface Parts extends ProjectRooms {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  protection: Protection | undefined;
  calmMs: number | undefined;
  log: (message: string, error: unknown) => void;
}

/** The project file, joined with the rooms that have what it holds. */
export function openProjectRoom(parts: Parts) {
  const { db, groups, clock, protection, calmMs, log } = parts;
  const named = openNamedSecrets(db, groups, protection, () => clock.now());
  const vault: Vault = { env: (name) => process.env[name], named: named.get };
  const hosts = projectHosts(parts);
  let folder = (): string | null => null;
  const project = openProject({
    db,
    groups,
    clock,
    vault,
    named,
    hosts,
    calmMs,
    log,
    kinds: {
      apps: appsKind(parts, () => folder()),
      destinations: destinationsKind(parts, vault, hosts),
      endpoints: endpointsKind({ ...parts, vault }),
      order: orderKind(parts),
      forwards: forwardsKind(parts),
      integrations: integrationsKind(parts),
      searches: searchesKind(parts),
      savedQueries: queriesKind(parts),
      expectations: expectationsKind(parts),
      redaction: redactionKind(parts),
      tunnel: tunnelKind(parts),
      settings: settingsKind(parts),
    },
  });
  folder = () => project.surface.state().directory;
  return { ...project, secretTexts: named.texts, secretOf: named.get };
}
