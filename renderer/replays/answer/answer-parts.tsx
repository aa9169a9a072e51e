import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { Replay } from '../../../preload/contract/replays.ts';
import type { ReplayId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';
import { CodeDiff } from '../../ui/code/code-diff.tsx';
import { CodeEditor } from '../../ui/code/code-editor.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TimingBar } from '../../wire/timing-bar.tsx';
import { answerText, bodyText } from './answer-text.ts';
import { AsSent } from './as-sent.tsx';
import { HeaderList } from './header-list.tsx';

type Part = 'body' | 'headers' | 'sent' | 'timing' | 'compare';

/** Body and headers of an answer, what was sent for it, and how it compares with the one then. */
export function AnswerParts(props: { replay: Replay; capture: CaptureDetail | undefined }) {
  const { replay, capture } = props;
  const answered = replay.status !== null;
  const [chosen, choose] = useState<Part>(answered ? 'body' : 'sent');
  const comparable = answered && capture?.reply != null;
  const tabs: { id: Part; label: string; count?: number }[] = [
    ...(answered
      ? [
          { id: 'body' as const, label: 'Body' },
          { id: 'headers' as const, label: 'Headers', count: replay.responseHeaders.length },
        ]
      : []),
    { id: 'sent', label: 'As sent', count: replay.requestHeaders.length },
    ...(answered ? [{ id: 'timing' as const, label: 'Timing' }] : []),
    ...(comparable ? [{ id: 'compare' as const, label: 'Compare answers' }] : []),
  ];
  return (
    <Tabs tabs={tabs} value={chosen} onChange={choose} label="Parts of the replay">
      <div className="pt-3">
        {chosen === 'body' && <AnswerBody replay={replay} />}
        {chosen === 'headers' && <HeaderList headers={replay.responseHeaders} />}
        {chosen === 'sent' && <AsSent replay={replay} />}
        {chosen === 'timing' && <TimingBar replay={replay} />}
        {chosen === 'compare' && capture !== undefined && (
          <Compare replay={replay} capture={capture} />
        )}
      </div>
    </Tabs>
  );
}

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

/** A kept answer never changes, so it is fetched once. */
function useAnswerBytes(id: ReplayId) {
  return useQuery({
    queryKey: ['replay-answer', id],
    queryFn: async ({ signal }) => bytesOf(await api.replays.body({ id }, { signal })),
  });
}

function AnswerBody({ replay }: { replay: Replay }) {
  const bytes = useAnswerBytes(replay.id);
  const shown = useMemo(
    () => (bytes.data === undefined ? null : bodyText(bytes.data, replay.responseHeaders)),
    [bytes.data, replay.responseHeaders],
  );
  if (bytes.error !== null) {
    return <Problem error={bytes.error} onRetry={() => void bytes.refetch()} />;
  }
  if (shown === null) return <Spinner label="Loading the body" />;
  if (shown.text === '') return <p className="text-muted">The answer has no body.</p>;
  return (
    <div className="flex flex-col gap-1">
      <CodeEditor
        label="Body of the answer"
        value={shown.text}
        language={shown.language}
        readOnly
        maxHeight={360}
      />
      {replay.responseCut && (
        <p className="text-sm text-warn">
          Only the first {formatBytes(bytes.data?.length ?? 0)} are kept.
        </p>
      )}
    </div>
  );
}

function Compare({ replay, capture }: { replay: Replay; capture: CaptureDetail }) {
  const now = useAnswerBytes(replay.id);
  const then = useQuery({
    queryKey: ['reply-bytes', capture.id],
    queryFn: async ({ signal }) =>
      bytesOf(await api.captures.body({ id: capture.id, of: 'reply' }, { signal })),
  });
  const error = now.error ?? then.error;
  if (error !== null) return <Problem error={error} />;
  if (now.data === undefined || then.data === undefined || capture.reply === null) {
    return <Spinner label="Loading both answers" />;
  }
  const { status, reason, headers } = capture.reply;
  return (
    <CodeDiff
      before={answerText({ status, reason, headers, body: then.data })}
      after={answerText({
        status: replay.status ?? 0,
        reason: replay.reason,
        headers: replay.responseHeaders,
        body: now.data,
      })}
      language="text"
      labels={{ before: 'Answer then', after: 'Answer now' }}
    />
  );
}
