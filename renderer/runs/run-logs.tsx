import type { LogLine } from '../../preload/contract/apps/function-runs.ts';
import { cx } from '../ui/cx.ts';

const TONES: Record<LogLine['level'], string> = {
  log: '',
  info: 'text-info',
  debug: 'text-muted',
  warn: 'text-warn',
  error: 'text-bad',
};

/**
 * What a function wrote to the console.
 *
 * @param props.own name of the function whose source is at hand: its lines lead to `onLine`.
 */
export function RunLogs(props: {
  logs: readonly LogLine[];
  cut: boolean;
  own?: string;
  onLine?: (line: number) => void;
}) {
  const { logs, cut } = props;
  if (logs.length === 0) return <p className="text-sm text-muted">No logs.</p>;
  return (
    <section aria-label="Logs">
      <h4 className="pb-1 text-sm font-semibold">Logs</h4>
      <ol className="max-h-72 overflow-auto rounded-lg border border-line bg-surface p-2">
        {logs.map((line, index) => (
          <li key={`${index} ${line.atMs}`} className="flex gap-3">
            <span className="w-20 shrink-0 text-right text-sm text-muted tabular-nums">
              {line.atMs.toFixed(1)} ms
            </span>
            <span className={cx('wire w-12 shrink-0 text-sm', TONES[line.level])}>
              {line.level}
            </span>
            <span className="wire min-w-0 flex-1 break-words whitespace-pre-wrap">{line.text}</span>
            <Place line={line} own={props.own} onLine={props.onLine} />
          </li>
        ))}
      </ol>
      {cut && <p className="text-sm text-warn">Only the first part of the logs is kept.</p>}
    </section>
  );
}

/** Where a line was written; it leads there where that source is at hand. */
function Place(props: {
  line: LogLine;
  own: string | undefined;
  onLine: ((line: number) => void) | undefined;
}) {
  const { own, onLine } = props;
  const { place } = props.line;
  if (place === undefined) return null;
  const isOwn = own === undefined || place.name === own;
  const words = isOwn ? `line ${place.line}` : `${place.name}:${place.line}`;
  if (onLine === undefined || place.name !== own) {
    return <span className="shrink-0 text-sm text-muted">{words}</span>;
  }
  return (
    <button
      type="button"
      className="shrink-0 text-sm text-accent-ink underline"
      onClick={() => onLine(place.line)}
    >
      {words}
    </button>
  );
}
