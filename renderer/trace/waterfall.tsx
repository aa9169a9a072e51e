import { SkipForward, ZoomOut } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { FunctionRun } from '../../preload/contract/apps/function-runs.ts';
import type { Trace } from '../../preload/contract/captures/trace.ts';
import { useAriaKeys, useShortcuts } from '../keys/keymap.ts';
import { navigate } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { cx } from '../ui/cx.ts';
import { TextInput } from '../ui/form/inputs.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { useIsWide } from '../ui/platform/use-is-wide.ts';
import { axisOf, WHOLE } from './axis.ts';
import { Minimap } from './minimap.tsx';
import { SpanFacts } from './span-facts.tsx';
import { linkOf } from './span-link.ts';
import { SpanRows } from './span-rows.tsx';
import { firstChosen, holds, isFailed, nextFailed, rowsOf } from './span-tree.ts';

/** From this width on the facts stand beside the spans. */
const BESIDE_PX = 700;

/** Spans along time, with the facts of the chosen one beside or below them. */
export function Waterfall(props: {
  trace: Trace;
  /** How long all of it took, in words. */
  took: string;
  run: FunctionRun | null;
}) {
  const { trace } = props;
  const { spans } = trace;
  const failedKey = useShortcuts()('trace-failed');
  const failedKeys = useAriaKeys('trace-failed');
  const [filter, setFilter] = useState('');
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [picked, setPicked] = useState<string | null>(null);
  const [zoom, setZoom] = useState(WHOLE);
  const { box, isWide } = useIsWide(BESIDE_PX);
  const axis = useMemo(() => axisOf(spans), [spans]);
  const rows = useMemo(() => rowsOf(spans, folded, filter), [spans, folded, filter]);
  const chosenId = picked ?? firstChosen(spans);
  const chosen = rows.findIndex(({ span }) => span.id === chosenId);
  const span = spans.find(({ id }) => id === chosenId);
  const choose = (row: number): void => setPicked(rows[row]?.span.id ?? null);
  const fold = (id: string, isFolded: boolean): void =>
    setFolded((before) => {
      const after = new Set(before);
      if (isFolded) after.add(id);
      else after.delete(id);
      return after;
    });
  const open = (row: number): void => {
    const link = rows[row]?.span.link ?? null;
    const to = link === null ? null : linkOf(link);
    if (to !== null) navigate(to.route);
  };
  const failed = spans.filter(isFailed).length;
  const text = filter.trim().toLowerCase();
  const found = text === '' ? 0 : spans.filter((one) => holds(one, text)).length;
  return (
    <div
      ref={box}
      className={cx('flex min-h-0 flex-1', isWide === false && 'flex-col overflow-y-auto')}
    >
      {/*
       * Below each other, each keeps some rows: in a low pane both are scrolled. The spans have the larger share: of
       * one delivery all are seen beside the facts.
       */}
      <div
        className={cx(
          'flex min-w-0 flex-col',
          isWide === false ? 'min-h-60 flex-[3_1_0px]' : 'min-h-0 flex-1',
        )}
      >
        <div className="flex shrink-0 flex-col gap-1.5 border-b border-line bg-canvas px-4 py-2">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <TextInput
              value={filter}
              onValueChange={setFilter}
              aria-label="Search in spans"
              placeholder="Search in spans"
              className="h-7! max-w-48 text-sm!"
            />
            <output className="text-muted tabular-nums">
              {text === '' ? formatPlural(spans.length, 'span') : `${formatCount(found)} found`}
            </output>
            {failed > 0 && (
              <Button
                size="sm"
                variant="ghost"
                aria-keyshortcuts={failedKeys}
                title={`Next failed span${failedKey === undefined ? '' : ` (${failedKey}, while the spans have the focus)`}`}
                icon={<SkipForward size={14} />}
                onClick={() => choose(nextFailed(rows, chosen))}
              >
                Next failed
              </Button>
            )}
            {zoom.to - zoom.from < 1 && (
              <Button
                size="sm"
                variant="ghost"
                icon={<ZoomOut size={14} />}
                onClick={() => setZoom(WHOLE)}
              >
                Show all
              </Button>
            )}
            <span className="flex-1" />
            <span className="text-muted tabular-nums">{props.took}</span>
          </div>
          <Minimap spans={spans} axis={axis} zoom={zoom} onZoom={setZoom} />
        </div>
        {rows.length === 0 ? (
          <p className="min-h-0 flex-1 p-4 text-muted">No span holds “{filter.trim()}”.</p>
        ) : (
          <SpanRows
            rows={rows}
            axis={axis}
            zoom={zoom}
            chosen={chosen}
            onChoose={choose}
            onFold={fold}
            onOpen={open}
          />
        )}
        <footer className="flex shrink-0 flex-wrap items-center gap-x-3 border-t border-line px-4 py-1 text-sm text-muted">
          <span className="flex min-w-0 items-center gap-1">
            <span className="truncate">
              Trace <span className="wire">{trace.traceId}</span>
              {trace.fromSender && ', from the sender'}
            </span>
            <CopyButton size="sm" label="Copy the trace id" getText={() => trace.traceId} />
          </span>
          {trace.cuts.map(({ what, count, why }) => (
            <span key={what} title={why}>
              {formatCount(count)} more {what}
            </span>
          ))}
        </footer>
      </div>
      {span !== undefined && (
        <div
          className={cx(
            'overflow-auto bg-surface',
            isWide === false
              ? 'min-h-36 flex-[2_1_0px] border-t border-line'
              : 'min-h-0 w-[38%] border-l border-line',
          )}
        >
          <SpanFacts key={span.id} span={span} run={props.run} />
        </div>
      )}
    </div>
  );
}
