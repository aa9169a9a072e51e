import type { Database } from 'better-sqlite3';
import { isLogin } from '../../apps/client-api/masks.ts';
import type { Captures } from '../../captures/captures.ts';
import { firstIdAt } from '../../captures/capture-id.ts';
import type { Checks } from '../../captures/imported/imported.ts';
import { forgetChanges, noteChanges } from '../../captures/outgoing/note-changes.ts';
import { OUT_TABLE } from '../../team/outbox.ts';
import type { Exportable } from '../../team/push.ts';
import type { TeamSources } from '../../team/sources.ts';

interface Parts extends Pick<TeamSources, 'checkServer' | 'secrets' | 'shared' | 'log'> {
  db: Database;
  captures: Captures;
  leaveOut: Checks['leaveOut'];
}

const AT_ONCE = 500;

/** Captures between the room that shares them and the one that keeps them. */
export function teamSources({ db, captures, leaveOut, ...rest }: Parts): TeamSources {
  const { imported } = captures;

  async function read(rowId: number): Promise<Exportable> {
    const id = captures.publicId(rowId);
    const whole = await captures.whole(id);
    if (whole === undefined) {
      const [fate] = captures.fates([rowId]);
      return fate?.deleted === true ? 'not-shared' : 'lost';
    }
    // What came in as a file or from the team did not arrive here, and an open one comes once more.
    const isOurs = imported.origin(id) === undefined && whole.durationMs !== null;
    return isOurs && !isLogin(whole.target) ? { ...whole, redacted: [] } : 'not-shared';
  }

  function* since(ms: number): Generator<number[]> {
    let after = firstIdAt(ms) - 1;
    for (;;) {
      const ids = captures.after(after, AT_ONCE);
      const last = ids.at(-1);
      if (last === undefined) return;
      yield ids;
      after = last;
    }
  }

  return {
    ...rest,
    read,
    since,
    settle: captures.allSettled,
    publicId: captures.publicId,
    copyOf: imported.copyOf,
    rowIdOf: captures.rowIdOf,
    note: (on) => (on ? noteChanges(db, OUT_TABLE) : forgetChanges(db)),
    async keep({ id, name }, arriving, kept) {
      const entries = arriving.map(({ capture }) => ({ capture, rebuilt: false, ours: true }));
      const byCapture = new Map(arriving.map((one) => [one.capture as object, one]));
      await imported.add(
        entries,
        { id, at: Date.now(), name, endpoint: null },
        // The node that caught it judged it, with its secrets and before anything was cut.
        { leaveOut, judge: ({ capture }) => ({ ...capture, detail: null }) },
        ({ capture }, rowId) => {
          const one = byCapture.get(capture);
          if (one === undefined) return;
          imported.markOrigin(rowId, one.origin.node, one.origin.id);
          kept(one, rowId);
        },
      );
    },
  };
}
