import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Replay } from '../../../preload/contract/replays.ts';
import { Button } from '../../ui/button.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Choices } from '../../ui/form/choices.tsx';
import { formatBytes } from '../../ui/format.ts';
import { FixedRows } from '../../ui/grid/fixed-rows.tsx';
import { downloadBytes } from '../../ui/platform/download.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { hexRow, hexRowCount } from '../../wire/hex-rows.ts';
import { decodeUtf8 } from '../edit/edit-body.ts';
import { HeaderList, withKeys } from './header-list.tsx';
import { sentBody, sentMessage } from './sent-message.ts';

type View = 'headers' | 'text' | 'hex';

const VIEWS = [
  { id: 'headers', label: 'Headers' },
  { id: 'text', label: 'Text' },
  { id: 'hex', label: 'Hex' },
] as const;

/** What went out: its headers, and the whole message byte for byte as text or hex. */
export function AsSent({ replay }: { replay: Replay }) {
  const [view, show] = useState<View>('headers');
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Choices label="View of what was sent" items={VIEWS} value={view} onChange={show} />
        <span className="text-sm text-muted">Body: {formatBytes(replay.requestBytes)}</span>
      </div>
      {view === 'headers' ? <Headers replay={replay} /> : <Message replay={replay} view={view} />}
    </div>
  );
}

function Headers({ replay }: { replay: Replay }) {
  return (
    <>
      <HeaderList headers={replay.requestHeaders} />
      {replay.dropped.length > 0 && (
        <div>
          <h4 className="text-sm font-medium">Not sent again</h4>
          <ul className="text-sm">
            {withKeys(replay.dropped, ({ name }) => name).map(({ key, item: { name, why } }) => (
              <li key={key}>
                <s className="wire text-muted">{name}</s> <span className="text-muted">{why}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** What was sent never changes, so it is fetched once. */
function useMessage(replay: Replay) {
  return useQuery({
    queryKey: ['replay-sent', replay.id],
    queryFn: async ({ signal }) => {
      const body = await sentBody(replay, signal);
      return { bytes: sentMessage(replay, body), isWhole: body !== null };
    },
    // It may be large: it is let go soon after it was last shown.
    gcTime: 10_000,
    structuralSharing: false,
  });
}

function Message({ replay, view }: { replay: Replay; view: 'text' | 'hex' }) {
  const message = useMessage(replay);
  const bytes = message.data?.bytes;
  const text = useMemo(() => (bytes === undefined ? null : decodeUtf8(bytes)), [bytes]);
  if (message.error !== null) {
    return <Problem error={message.error} onRetry={() => void message.refetch()} />;
  }
  if (message.data === undefined || bytes === undefined) return <Spinner label="Loading it" />;
  return (
    <div className="flex flex-col gap-1.5">
      {!message.data.isWhole && (
        <p className="text-sm text-warn">The body is longer than 1 MB and was not kept.</p>
      )}
      {view === 'text' && text === null && (
        <p className="text-sm text-muted">It is not UTF-8 text: here are its bytes.</p>
      )}
      {view === 'text' && text !== null ? (
        <CodeEditor label="Message as sent" value={text} language="text" readOnly maxHeight={360} />
      ) : (
        <HexRows bytes={bytes} />
      )}
      <div className="flex flex-wrap items-center gap-1.5">
        {text !== null && (
          <CopyButton label="Copy the message as text" text="Copy" getText={() => text} />
        )}
        <Button
          size="sm"
          icon={<Download size={14} />}
          onClick={() => downloadBytes(bytes, `replay-${replay.number}.http`)}
        >
          Save
        </Button>
        <span className="text-sm text-muted tabular-nums">{formatBytes(bytes.length)}</span>
      </div>
    </div>
  );
}

const ROW_HEIGHT = 20;
const MOST_ROWS = 18;

function HexRows({ bytes }: { bytes: Uint8Array }) {
  const count = hexRowCount(bytes.length);
  return (
    <div
      className="flex flex-col rounded-md border border-line"
      style={{ height: Math.min(count, MOST_ROWS) * ROW_HEIGHT + 10 }}
    >
      <FixedRows
        region="Bytes in hex"
        className="wire py-1"
        count={count}
        rowHeight={ROW_HEIGHT}
        renderRow={(row) => {
          const { offset, bytes: digits, ascii } = hexRow(bytes, row);
          return (
            <div className="flex h-5 gap-[2ch] px-3 leading-5 whitespace-pre">
              <span className="text-faint select-none">{offset}</span>
              <span className="min-w-[47ch]">{digits.join(' ')}</span>
              <span className="text-muted">{ascii}</span>
            </div>
          );
        }}
      />
    </div>
  );
}
