import type { TunnelState } from '../../preload/contract/tunnel.ts';
import type { ProjectState } from '../../preload/contract/interchange/project.ts';
import { thingName } from '../../preload/rules/project-words.ts';
import { pathOf } from '../captures/arrival.ts';
import type { Captures } from '../captures/captures.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Deliveries } from '../deliveries/deliveries.ts';
import type { Missed } from '../backfill/missed.ts';
import type { Over } from '../backfill/away.ts';
import type { openIntegrations } from '../integrations/integrations.ts';
import { type Happening, openNotices } from '../notices/notices.ts';
import { readRules } from '../notices/rules.ts';
import type { Prefs } from '../settings/prefs.ts';
import { placeOf } from '../project/refusals.ts';
import type { TunnelRoom } from '../tunnel/tunnel.ts';
import type { openBackfillOf } from './captures/backfill-room.ts';
import type { openProjectRoom } from './project/project-room.ts';

interface Parts extends Pick<Parameters<typeof openNotices>[0], 'db' | 'groups' | 'clock' | 'log'> {
  prefs: Prefs;
  captures: Captures;
}

interface Sources {
  captures: Captures;
  project: Pick<ReturnType<typeof openProjectRoom>, 'surface' | 'onState' | 'toldOf' | 'tell'>;
  tunnel: TunnelRoom;
  deliveries: Deliveries;
  integrations: ReturnType<typeof openIntegrations>;
  catalogue: Pick<Catalogue, 'onBroken'>;
  backfill: Pick<ReturnType<typeof openBackfillOf>, 'away' | 'missedIn'>;
}

/** Notices by the rules of the window, and what makes them hear of other rooms. */
export function openNoticesOf({ prefs, captures, ...parts }: Parts) {
  const read = () => readRules(prefs.get().notices);
  let rules = read();
  const forget = prefs.onChange(() => (rules = read()));
  const notices = openNotices({
    ...parts,
    rules: () => rules,
    captures: {
      matching: captures.matching,
      searchOf: (view) => captures.views.list().find(({ id }) => id === view)?.search,
      happening: (rowId) => captureHappening(captures, rowId),
    },
  });
  return {
    surface: notices.surface,
    /** @returns how to stop */
    hears(sources: Sources): () => void {
      const { tunnel, deliveries, integrations, project, catalogue, backfill } = sources;
      let before = tunnel.get();
      const troubles = createTold(project, parts.log);
      const leave = [
        captures.onRecorded(notices.captured),
        tunnel.onChange(() => {
          const now = tunnel.get();
          const what = tunnelHappening(before, now);
          const isBack = now.phase === 'online' && !isUp(before);
          before = now;
          if (what !== null) notices.happened('tunnel', what);
          if (isBack) backfill.away.reachable();
        }),
        backfill.away.onOver((over) => {
          for (const one of backfill.missedIn(over))
            notices.happened('missed', missedHappening(over, one));
        }),
        deliveries.onGivenUp(({ id, name }, words, count) =>
          notices.happened(
            'delivery',
            {
              subject: id,
              title: `Delivery to “${name}” gave up`,
              body: words.slice(0, 240),
              route: '#/deliveries/dead',
            },
            count,
          ),
        ),
        integrations.onRejected(({ id, name }, count) =>
          notices.happened(
            'load',
            {
              subject: id,
              title: `“${name}” rejected rows`,
              body: count === 1 ? 'One row was rejected.' : `${count} rows were rejected.`,
              route: `#/data/${id}/rejects`,
            },
            count,
          ),
        ),
        catalogue.onBroken(({ id, title, count }) =>
          notices.happened(
            'drift',
            {
              subject: id,
              title: `${title} changed`.slice(0, 120),
              body:
                count === 1
                  ? 'One change may break readers.'
                  : `${count} changes may break readers.`,
              route: `#/events/${id}/changes`,
            },
            count,
          ),
        ),
        project.onState((now) => {
          // Nothing was read of it yet: what was told of before still holds.
          if (now.directory !== null && now.readAt === null) return;
          const news = projectHappening(troubles.before(now.directory), now);
          troubles.now(now);
          if (news !== null) notices.happened('project', news.what, news.count);
        }),
      ];
      return () => {
        for (const end of leave) end();
      };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      forget();
      await notices[Symbol.asyncDispose]();
    },
  };
}

// What notices tell of, in words. Queries and bodies are left out: they may hold secrets.

/** A capture: who sent which event, and what became of it. */
export function captureHappening(captures: Captures, rowId: number): Happening | undefined {
  const id = captures.publicId(rowId);
  const found = captures.summaryOf(rowId);
  // A replay is the user's own doing.
  if (found === undefined || found.replayOf !== null) return undefined;
  const { method, target, provider, eventType, endpointName, status, reason } = found;
  const event = eventType ?? `${method} ${pathOf(target)}`;
  return {
    subject: id,
    title: `${provider ?? endpointName}: ${event}`.slice(0, 120),
    body: [status, reason]
      .filter((part) => part !== null)
      .join(' · ')
      .slice(0, 240),
    route: `#/captures/${id}`,
  };
}

const isUp = ({ phase }: Pick<TunnelState, 'phase'>): boolean =>
  phase === 'online' || phase === 'degraded';

/** What a provider may have sent in vain; it leads to where it can be asked, or to the captures of that time. */
export function missedHappening({ from, to }: Over, missed: Missed): Happening {
  const { provider, title, body, canBeAsked } = missed;
  const time = `t=${from}-${to}`;
  return {
    subject: provider ?? 'others',
    title,
    body,
    route: canBeAsked
      ? `#/deliveries/backfill?look=${encodeURIComponent(provider ?? '')}&${time}`
      : `#/captures?${time}`,
  };
}

/** What of a tunnel is news: that it is gone, that it has another address; null where nothing is. */
export function tunnelHappening(
  before: Pick<TunnelState, 'phase' | 'publicUrl'>,
  now: Pick<TunnelState, 'phase' | 'publicUrl' | 'reason'>,
): Happening | null {
  const of = { subject: 'tunnel', route: '#/endpoints' };
  if (isUp(before) && (now.phase === 'reconnecting' || now.phase === 'failed')) {
    return { ...of, title: 'The tunnel is down', body: now.reason ?? '' };
  }
  const { publicUrl } = now;
  if (before.publicUrl !== null && publicUrl !== null && before.publicUrl !== publicUrl) {
    return { ...of, title: 'The tunnel has another address', body: publicUrl };
  }
  return null;
}

type ProjectTrouble = Pick<ProjectState, 'directory' | 'valid' | 'problems'> & {
  conflicts: readonly Pick<ProjectState['conflicts'][number], 'kind' | 'key'>[];
};

/** What of a project was told of: kept, so that it is not told again after a restart. */
function createTold(
  project: Pick<Sources['project'], 'toldOf' | 'tell'>,
  log: Parts['log'],
): {
  before: (directory: string | null) => ProjectTrouble;
  now: (trouble: ProjectTrouble) => void;
} {
  const nothing = { directory: null, valid: true, problems: [], conflicts: [] };
  let last: ProjectTrouble | undefined;
  return {
    before(directory) {
      if (last?.directory === directory) return last;
      const kept = directory === null ? undefined : project.toldOf(directory);
      if (kept === undefined) return nothing;
      // Of our own table, as `now` wrote it.
      const told = JSON.parse(kept) as Pick<ProjectTrouble, 'valid' | 'conflicts'>;
      return { ...nothing, ...told, directory };
    },
    now(trouble) {
      const { directory, valid } = trouble;
      const textOf = ({ valid: isValid, conflicts }: ProjectTrouble): string =>
        JSON.stringify({
          valid: isValid,
          conflicts: conflicts.map(({ kind, key }) => ({ kind, key })),
        });
      // A file that cannot be read says nothing of conflicts: they are as they were.
      const before = this.before(directory);
      const next = valid ? trouble : { ...trouble, conflicts: before.conflicts };
      const isSame = before.directory === directory && textOf(before) === textOf(next);
      last = next;
      if (directory === null || isSame) return;
      project.tell(directory, textOf(next)).catch((error: unknown) => {
        log('What was told of a project could not be kept.', error);
      });
    },
  };
}

/**
 * What of a project is news: that its file cannot be read any more, and conflicts that were not there. The state is told
 * of after each round: what stays as it was is none, nor is another mistake in a file that could not be read before.
 *
 * @returns with how many conflicts are new, 1 for a file; null where nothing is news
 */
export function projectHappening(
  before: ProjectTrouble,
  now: ProjectTrouble,
): { what: Happening; count: number } | null {
  if (now.directory === null) return null;
  const of = { subject: 'project', route: '#/settings/project' };
  const isSame = before.directory === now.directory;
  if (!now.valid) {
    if (isSame && !before.valid) return null;
    const [problem] = now.problems;
    const body = problem === undefined ? '' : `${placeOf(problem)}${problem.message}`;
    const title = 'The project file cannot be read';
    return { what: { ...of, title, body: body.slice(0, 240) }, count: 1 };
  }
  const known = new Set(isSame ? before.conflicts.map(({ kind, key }) => `${kind} ${key}`) : []);
  const fresh = now.conflicts.filter(({ kind, key }) => !known.has(`${kind} ${key}`));
  const newest = fresh.at(-1);
  if (newest === undefined) return null;
  const body = `${thingName(newest.kind, newest.key)} was changed in the file and in Backstitch.`;
  const title = 'Conflict with the project file';
  return { what: { ...of, title, body: body.slice(0, 240) }, count: fresh.length };
}
