import type { Database } from 'better-sqlite3';
import { isLogin } from '../../apps/client-api/masks.ts';
import type { Captures } from '../../captures/captures.ts';
import { firstIdAt } from '../../captures/capture-id.ts';
import type { Checks } from '../../captures/imported/imported.ts';
import { forgetChanges, noteChanges } from '../../captures/outgoing/note-changes.ts';
import type { Deliveries } from '../../deliveries/deliveries.ts';
import { forgetDeliveryChanges, noteDeliveryChanges } from '../../deliveries/note-changes.ts';
import { detailOfTold, toldVerdict } from '../../senders/told-verdict.ts';
import { OUT_TABLE, type SharedDelivery } from '../../team/outbox.ts';
import type { TakenMark } from '../../team/gather.ts';
import type { Exportable } from '../../team/gather.ts';
import type { TeamSources } from '../../team/sources.ts';

interface Parts extends Pick<
  TeamSources,
  'checkServer' | 'secrets' | 'forward' | 'shared' | 'log'
> {
  deliveries: Pick<Deliveries, 'toldOf'>;
  db: Database;
  captures: Captures;
  leaveOut: Checks['leaveOut'];
}

const AT_ONCE = 500;

/** Notes from now on what changes of captures and of their deliveries. Call before captures are read. */
export function noteForTeam(db: Database): void {
  noteChanges(db, OUT_TABLE);
  noteDeliveryChanges(db, OUT_TABLE);
}

function forgetForTeam(db: Database): void {
  forgetChanges(db);
  forgetDeliveryChanges(db);
}

/** Captures between the room that shares them and the one that keeps them. */
export function teamSources({ db, captures, deliveries, leaveOut, ...rest }: Parts): TeamSources {
  const { imported } = captures;

  async function read(rowId: number, open = false): Promise<Exportable> {
    const id = captures.publicId(rowId);
    const whole = await captures.whole(id);
    if (whole === undefined) {
      const [fate] = captures.fates([rowId]);
      return fate?.deleted === true ? 'not-shared' : 'lost';
    }
    // What came in as a file or from the team did not arrive here, and an open one comes once more.
    const isOurs = imported.origin(id) === undefined && (open || whole.durationMs !== null);
    if (!isOurs || isLogin(whole.target)) return 'not-shared';
    return { ...whole, redacted: [], verdict: toldVerdict(captures.senderOf(id).detail) };
  }

  /** Of captures that leave alone: others do not know what it would be of. */
  function delivery(seq: number): SharedDelivery | undefined {
    const told = deliveries.toldOf(seq);
    const summary = told && captures.summaryOf(told.captureId);
    if (told === undefined || summary === undefined) return undefined;
    const isOurs = imported.origin(summary.id) === undefined;
    return isOurs && !isLogin(summary.target) ? told : undefined;
  }

  async function takeMark(rowId: number, { kind, value, was }: TakenMark): Promise<void> {
    const id = captures.publicId(rowId);
    // It may be gone meanwhile.
    if (captures.summaryOf(rowId) === undefined) return;
    if (kind === 'pin') await captures.pin({ id, pinned: value === '1' });
    else if (was === undefined || captures.get({ id }).note === was)
      await captures.annotate({ id, note: value });
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
    list: captures.listNow,
    settle: captures.allSettled,
    publicId: captures.publicId,
    copyOf: imported.copyOf,
    rowIdOf: captures.rowIdOf,
    note: (on) => (on ? noteForTeam(db) : forgetForTeam(db)),
    delivery,
    showMarks: (marks) => captures.shownAnew(captures.marksOfOthers.put(marks)),
    forgetMarks: () => captures.shownAnew(captures.marksOfOthers.clear()),
    takeMark,
    async keep({ id, name }, arriving, kept) {
      const entries = arriving.map(({ capture }) => ({ capture, rebuilt: false, ours: true }));
      const byCapture = new Map(arriving.map((one) => [one.capture as object, one]));
      await imported.add(
        entries,
        { id, at: Date.now(), name, endpoint: null },
        // The node that caught it judged it, with its secrets and before anything was cut.
        {
          leaveOut,
          judge({ capture }) {
            const verdict = byCapture.get(capture)?.capture.verdict ?? null;
            return { ...capture, detail: detailOfTold(verdict) };
          },
        },
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
