import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowLeftRight } from 'lucide-react';
import { useEffectEvent, useLayoutEffect, useState } from 'react';
import type { Comparison, Difference } from '../../../preload/contract/captures/compare.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { formatRoute, navigate } from '../../navigation/route.ts';
import { Button } from '../../ui/button.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Choices } from '../../ui/form/choices.tsx';
import { verdictWords } from '../compare-words.ts';
import { DifferenceDetail } from './difference-detail.tsx';
import { DifferenceList } from './difference-list.tsx';
import { HexCompare } from './hex-compare.tsx';
import { IgnoreBar } from './ignore-bar.tsx';
import { PartJumps } from './part-jumps.tsx';
import { nearestDifference, type Row, rowsOf } from './rows.ts';
import { SideHeads } from './side-heads.tsx';
import { TextCompare } from './text-compare.tsx';
import { useIgnored } from './use-ignored.ts';
import { isKeyOf } from '../../keys/keymap.ts';

type View = 'paths' | 'text' | 'hex';
const VIEWS = [
  { id: 'paths', label: 'By path' },
  { id: 'text', label: 'Text' },
  { id: 'hex', label: 'Hex' },
] as const;
const OF = [
  { id: 'request', label: 'Request' },
  { id: 'reply', label: 'Reply' },
] as const;

/** Two captures compared: heads, sections with counts, and the body in three views. */
export function PairPage({ left, right }: { left: CaptureId; right: CaptureId }) {
  const [of, setOf] = useState<Comparison['of']>('request');
  const comparison = useQuery({
    ...query.compare.pair.queryOptions({ input: { left, right, of } }),
    // Both are as they arrived; what was answered may still come.
    staleTime: 0,
    // Another ignored path must not take the list away.
    placeholderData: keepPreviousData,
  });
  const swap = (): void => navigate({ page: 'compare', ids: [right, left] }, { replace: true });
  const found = comparison.data;
  return (
    <PageFrame
      title="Compare"
      trail={[{ label: 'Captures', href: formatRoute({ page: 'captures', id: right }) }]}
      content="fixed"
      facts={
        <p role="status" className="text-muted">
          {found && verdictWords(found)}
        </p>
      }
      actions={
        <>
          <Choices label="What is compared" items={OF} value={of} onChange={setOf} />
          <Button size="sm" icon={<ArrowLeftRight size={14} />} onClick={swap}>
            Swap
          </Button>
        </>
      }
    >
      {comparison.error !== null && (
        <div className="p-4">
          <Problem error={comparison.error} onRetry={() => void comparison.refetch()} />
        </div>
      )}
      {comparison.isPending && (
        <div className="p-4">
          <Spinner label="Comparing" />
        </div>
      )}
      {found && comparison.error === null && (
        <Pair comparison={found} key={`${left} ${right} ${of}`} />
      )}
    </PageFrame>
  );
}

function Pair({ comparison }: { comparison: Comparison }) {
  const [view, setView] = useState<View>('paths');
  const [chosen, setChosen] = useState(0);
  const [showIgnored, setShowIgnored] = useState(false);
  const [unified, setUnified] = useState(true);
  const [step, setStep] = useState<{ by: 1 | -1; turn: number } | null>(null);
  const ignored = useIgnored(comparison);
  const rows = rowsOf(comparison, showIgnored);
  const at = nearestDifference(rows, chosen);
  const current = rows[at];
  const difference = current?.kind === 'difference' ? current.difference : undefined;

  const go = (by: 1 | -1): void => {
    if (view !== 'paths') return setStep((before) => ({ by, turn: (before?.turn ?? 0) + 1 }));
    const isNext = (row: Row, i: number): boolean =>
      row.kind === 'difference' && (by > 0 ? i > at : i < at);
    const next = by > 0 ? rows.findIndex(isNext) : rows.findLastIndex(isNext);
    if (next >= 0) setChosen(next);
  };
  const ignore = (one: Difference | undefined): void => {
    if (one?.pattern != null && one.ignoredBy === null) ignored.add(one.pattern);
  };
  useCompareKeys({
    'compare-next': () => go(1),
    'compare-previous': () => go(-1),
    'compare-ignore': () => view === 'paths' && ignore(difference),
    'compare-unified'() {
      if (view !== 'text') setView('text');
      else setUnified((before) => !before);
    },
    close: () => navigate({ page: 'captures', id: comparison.right.id }),
  });

  return (
    <div className="flex min-h-0 flex-1 flex-col bg-surface">
      <SideHeads left={comparison.left} right={comparison.right} />
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-canvas px-4 py-1.5">
        <PartJumps
          comparison={comparison}
          onJump={(part) => {
            setView('paths');
            setChosen(
              Math.max(0, rows.findIndex((row) => row.kind === 'part' && row.part === part) + 1),
            );
          }}
        />
        <span className="flex-1" />
        <Choices label="View of the differences" items={VIEWS} value={view} onChange={setView} />
      </div>
      <IgnoreBar
        comparison={comparison}
        ignored={ignored}
        showIgnored={showIgnored}
        onShowIgnored={setShowIgnored}
      />
      {comparison.notes.length > 0 && (
        <ul className="shrink-0 border-b border-line px-4 py-1.5 text-sm text-muted">
          {comparison.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {view === 'paths' && (
        <>
          <DifferenceList
            rows={rows}
            of={comparison.of}
            chosen={at}
            onChoose={setChosen}
            onStep={go}
            ignored={comparison.ignoredTotal}
          />
          {difference !== undefined && (
            <DifferenceDetail
              difference={difference}
              onIgnore={() => ignore(difference)}
              onShow={() => difference.pattern !== null && ignored.show(difference.pattern)}
              onStep={go}
            />
          )}
        </>
      )}
      {view === 'text' && (
        <TextCompare comparison={comparison} unified={unified} onUnified={setUnified} step={step} />
      )}
      {view === 'hex' && <HexCompare comparison={comparison} step={step} />}
    </div>
  );
}

const TYPING = 'input, textarea, select, [contenteditable=true]';
const LAYER = '[role=dialog]:not([aria-modal=false]), [role=menu], [role=listbox]';

const KEYS = ['compare-next', 'compare-previous', 'compare-ignore', 'compare-unified'] as const;

/** Keys of this page alone; not while somebody types or a menu is open. */
function useCompareKeys(keys: Record<(typeof KEYS)[number] | 'close', () => unknown>): void {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const { target } = event;
    if (event.defaultPrevented) return;
    if (target instanceof Element && target.closest(TYPING)) return;
    const id = event.key === 'Escape' ? 'close' : KEYS.find((one) => isKeyOf(event, one));
    if (id === undefined || document.querySelector(LAYER)) return;
    event.preventDefault();
    keys[id]();
  });
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
