import { ArrowLeft, Pencil, RotateCcw, Square } from 'lucide-react';
import { useState } from 'react';
import type {
  BackfillProviders,
  BackfillScan,
  BackfillSource,
} from '../../preload/contract/backfill.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { SourceDialog } from './source-dialog.tsx';
import { Span } from './span.tsx';
import { useBackfillChange } from './use-backfill-change.ts';
import { countWords, isUnderWay, nameOf, SCAN_STATES } from './words.ts';

/** What a scan looked at, how far it is, and what kept it from going on. */
export function ScanHead(props: {
  scan: BackfillScan;
  sources: readonly BackfillSource[];
  known: BackfillProviders;
}) {
  const { scan, sources, known } = props;
  const source = sources.find(({ id }) => id === scan.sourceId);
  const words = countWords(scan);
  return (
    <header className="flex flex-col gap-2 px-4 sm:px-6 py-4">
      <BackToBackfill />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-lg font-semibold">What {nameOf(scan, sources, known)} sent</h2>
        <Badge tone={SCAN_STATES[scan.state].tone}>{SCAN_STATES[scan.state].label}</Badge>
        <span className="flex-1" />
        <Actions scan={scan} isKnown={source !== undefined} />
      </div>
      <p className="text-muted tabular-nums">
        <Span of={scan} /> · {scan.calls} {scan.calls === 1 ? 'call' : 'calls'} to the provider
        {scan.waitsUntil !== null && (
          <>
            {' '}
            · waits until <Moment at={scan.waitsUntil} />, as the provider asked
          </>
        )}
      </p>
      <output className="font-medium tabular-nums empty:hidden">{words}</output>
      {source === undefined && (
        <p className="text-muted">The account was deleted: nothing more can be asked of it.</p>
      )}
      {scan.problem !== null && (
        <ScanProblem problem={scan.problem} source={source} known={known} />
      )}
    </header>
  );
}

/** To the accounts and the other scans. */
export function BackToBackfill() {
  return (
    <div>
      <Button
        size="sm"
        variant="ghost"
        className="-ml-2.5"
        icon={<ArrowLeft size={14} aria-hidden />}
        onClick={() => navigate({ page: 'deliveries', part: 'backfill', id: null })}
      >
        Back to Backfill
      </Button>
    </div>
  );
}

function Actions({ scan, isKnown }: { scan: BackfillScan; isKnown: boolean }) {
  const { id, sourceId, from, to, only } = scan;
  const cancel = useBackfillChange(() => api.backfill.cancel({ id }), { failed: 'Not stopped' });
  const again = useBackfillChange(() => api.backfill.scan({ sourceId, from, to, only }), {
    failed: 'Not looked again',
    done: (next) => navigate({ page: 'deliveries', part: 'backfill', id: next.id }),
  });
  if (isUnderWay(scan)) {
    return (
      <Button
        size="sm"
        icon={<Square size={14} />}
        disabled={cancel.isPending}
        onClick={() => cancel.mutate(undefined)}
      >
        Stop
      </Button>
    );
  }
  if (!isKnown) return null;
  return (
    <Button
      size="sm"
      icon={<RotateCcw size={14} />}
      disabled={again.isPending}
      onClick={() => again.mutate(undefined)}
    >
      Look again
    </Button>
  );
}

/** Codes that another token or another field mends. */
const MENDED_BY_ACCOUNT = ['BACKFILL_DENIED', 'BACKFILL_INVALID', 'BACKFILL_UNREACHABLE'];

function ScanProblem(props: {
  problem: NonNullable<BackfillScan['problem']>;
  source: BackfillSource | undefined;
  known: BackfillProviders;
}) {
  const { source } = props;
  const { code, message, hint } = props.problem;
  const [editing, setEditing] = useState(false);
  return (
    <>
      <Problem
        error={Object.assign(new Error(message), {
          code,
          ...(hint !== null && { data: { hint } }),
        })}
      />
      {source !== undefined && MENDED_BY_ACCOUNT.includes(code) && (
        <div>
          <Button size="sm" icon={<Pencil size={14} />} onClick={() => setEditing(true)}>
            Change the account
          </Button>
        </div>
      )}
      {editing && source !== undefined && (
        <SourceDialog source={source} known={props.known} onClose={() => setEditing(false)} />
      )}
    </>
  );
}
