import { openSessions } from '../../control/sessions/book.ts';
import { openSessionStore } from '../../control/sessions/store.ts';
import { openDrafts } from '../../drafts/drafts.ts';
import type { Clock } from '../../lib/clock.ts';
import { openAgentTokens } from '../../mcp/agent-tokens.ts';
import { READY_RULES, rulesProblem } from '../../notices/rules.ts';
import { openPrefs } from '../../settings/prefs.ts';
import { MOST_KEPT, openSettings } from '../../settings/settings.ts';
import type { createChanges } from '../changes/changes.ts';
import type { EngineOptions } from '../options.ts';
import type { Storage } from '../storage.ts';

interface Ground {
  options: EngineOptions;
  storage: Storage;
  clock: Clock;
  tell: ReturnType<typeof createChanges>['tell'];
}

const switchProblem = (value: unknown): string | null =>
  typeof value === 'boolean' ? null : 'This is on or off: true or false.';

/** What is kept of Backstitch itself and of who uses it: settings, sessions, drafts. */
export function openOwnRooms({ options, storage: { db, groups }, clock, tell }: Ground) {
  const settings = openSettings(db, groups);
  const limits = options.ephemeral ? () => ({ ...settings.get(), ...MOST_KEPT }) : settings.get;
  const sessions = openSessions({
    store: openSessionStore(db),
    clock,
    later: groups.later,
    changed: () => tell('sessions'),
  });
  const agentTokens = openAgentTokens({
    db,
    now: () => clock.now(),
    later: groups.later,
  });
  const drafts = openDrafts({ db, groups, clock });
  const prefs = openPrefs({
    db,
    groups,
    clock,
    known: {
      notices: { fallback: READY_RULES, problemOf: rulesProblem },
      'updates.ask': { fallback: true, problemOf: switchProblem },
    },
  });
  const installId = settings.installId();
  return {
    settings,
    limits,
    sessions,
    agentTokens,
    drafts,
    prefs,
    installId,
    [Symbol.dispose]: () => prefs[Symbol.dispose](),
  };
}
