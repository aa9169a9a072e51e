import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ReplayJob } from '../../../preload/contract/replays.ts';
import type {
  ReplayOptions,
  ReplayTarget,
  SignPreview,
} from '../../../preload/contract/replay-request.ts';
import type { CaptureId, ReplayId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { Select } from '../../ui/field.tsx';
import { formatDuration } from '../../ui/format.ts';
import { statusBadgeTone } from '../../wire/tones.ts';
import type { SignatureChoice } from '../composer/send-plan.ts';

type Result = ReplayJob['results'][number];

const ROW_PX = 34;
const ROWS_IN_SIGHT = 12;
const SPARE_ROWS = 6;
const CELL = 'truncate px-2';
const HEADS = [
  ['Capture', ''],
  ['Signature', 'w-52'],
  ['Then', 'w-14'],
  ['Now', 'w-20'],
  ['Took', 'w-18'],
] as const;

interface TableProps {
  /** In the order they are sent. */
  ids: readonly CaptureId[];
  job: ReplayJob | null;
  /** Where to and how; null while that cannot be read. */
  target: { to: ReplayTarget; options: ReplayOptions } | null;
  chosen: ReadonlyMap<CaptureId, ReplayOptions['signature']>;
  onChoose: (id: CaptureId, signature: SignatureChoice) => void;
  openId: ReplayId | null;
  onOpen: (id: ReplayId | null) => void;
}

/**
 * The captures that are sent, what becomes of the signature of each, and what each came to. Rows have
 * one height, and only those in sight are drawn and asked for.
 */
export function JobTable(props: TableProps) {
  const { ids, job } = props;
  const [scrolledPx, setScrolledPx] = useState(0);
  const results = useMemo(
    () => new Map(job?.results.map((result) => [result.captureId, result])),
    [job],
  );
  const first = Math.max(0, Math.floor(scrolledPx / ROW_PX) - SPARE_ROWS);
  const visible = ids.slice(first, first + ROWS_IN_SIGHT + 2 * SPARE_ROWS);
  return (
    <section
      aria-label="Captures to replay"
      onScroll={(event) => setScrolledPx(event.currentTarget.scrollTop)}
      className="shrink-0 overflow-auto rounded-lg border border-line"
      style={{ maxHeight: (ROWS_IN_SIGHT + 1) * ROW_PX }}
    >
      <table aria-rowcount={ids.length + 1} className="w-full min-w-[34rem] table-fixed">
        <thead className="sticky top-0 z-10 bg-canvas text-left text-sm text-muted">
          <tr aria-rowindex={1} style={{ height: ROW_PX }}>
            {HEADS.map(([head, width]) => (
              <th key={head} scope="col" className={`${CELL} font-medium ${width}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap heightPx={first * ROW_PX} />
          {visible.map((id, i) => (
            <CaptureRow
              key={id}
              {...props}
              id={id}
              place={first + i + 2}
              result={results.get(id)}
            />
          ))}
          <Gap heightPx={(ids.length - first - visible.length) * ROW_PX} />
        </tbody>
      </table>
    </section>
  );
}

/** Stands for the rows that are not drawn. */
function Gap({ heightPx }: { heightPx: number }) {
  return heightPx > 0 ? <tr aria-hidden style={{ height: heightPx }} /> : null;
}

function CaptureRow(
  props: TableProps & { id: CaptureId; place: number; result: Result | undefined },
) {
  const { id, result, target } = props;
  const capture = useQuery(query.captures.get.queryOptions({ input: { id } }));
  const isOpen = result !== undefined && result.id === props.openId;
  const { data } = capture;
  const name = data === undefined ? id : (data.eventType ?? `${data.method} ${data.target}`);
  return (
    <tr
      aria-rowindex={props.place}
      className={cx('border-t border-line/60', isOpen && 'bg-selected')}
      style={{ height: ROW_PX }}
    >
      <td className={CELL} title={name}>
        {result === undefined ? (
          <span className="wire">{name}</span>
        ) : (
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => props.onOpen(isOpen ? null : result.id)}
            className="wire max-w-full truncate rounded text-left text-accent-ink hover:underline"
          >
            {name}
          </button>
        )}
      </td>
      <td className={CELL}>
        {target !== null && (
          <SignatureCell
            id={id}
            name={name}
            target={target}
            chosen={props.chosen.get(id) ?? 'auto'}
            onChoose={(signature) => props.onChoose(id, signature)}
            isDone={props.job?.state === 'running'}
          />
        )}
      </td>
      <td className={CELL}>
        <Status status={data?.status ?? null} />
      </td>
      <td className={CELL} title={result?.error ?? undefined}>
        {result !== undefined && <Status status={result.status} />}
      </td>
      <td className={`${CELL} text-sm tabular-nums`}>
        {result !== undefined && formatDuration(result.totalMs)}
      </td>
    </tr>
  );
}

const WORDS: Record<SignPreview['choice'], string> = {
  keep: 'as captured',
  resign: 'sign again',
  strip: 'removed',
  none: 'none',
};

/** Automatic names what it comes to; a signature of other bytes is said before it goes out. */
function SignatureCell(props: {
  id: CaptureId;
  name: string;
  target: { to: ReplayTarget; options: ReplayOptions };
  chosen: SignatureChoice;
  onChoose: (signature: SignatureChoice) => void;
  isDone: boolean;
}) {
  const { signature: _, ...options } = props.target.options;
  const preview = useQuery(
    query.replays.preview.queryOptions({
      input: { captureId: props.id, to: props.target.to, options },
    }),
  );
  const found = preview.data?.signature;
  const auto =
    found === undefined
      ? 'Automatic'
      : found.tone === 'bad'
        ? 'Old signature: refused'
        : `Automatic: ${WORDS[found.choice]}`;
  return (
    <Select
      aria-label={`Signature of ${props.name}`}
      title={found?.reason}
      className={cx('h-7! text-sm', found?.tone === 'bad' && props.chosen === 'auto' && 'text-bad')}
      disabled={props.isDone}
      options={[
        { value: 'auto', label: auto },
        { value: 'keep', label: 'As captured' },
        { value: 'resign', label: 'Sign again' },
        { value: 'strip', label: 'Remove' },
      ]}
      value={props.chosen}
      onValueChange={props.onChoose}
    />
  );
}

function Status({ status }: { status: number | null }) {
  if (status === null) return <span className="text-sm text-muted">none</span>;
  return <Badge tone={statusBadgeTone(status)}>{status}</Badge>;
}
