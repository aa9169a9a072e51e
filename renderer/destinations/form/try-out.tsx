import { useMutation } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import type { Destination } from '../../../preload/contract/destinations.ts';
import { api } from '../../api/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatDuration } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { HeaderList } from '../../wire/headers/header-list.tsx';
import { statusBadgeTone } from '../../wire/tones.ts';
import { suggestedName, readDestination, type DestinationDraft } from './destination-draft.ts';

/** A test event as the form describes its destination, before that is saved. */
export function useTryOut(destination: Destination | null) {
  return useMutation({
    mutationFn: (draft: DestinationDraft) => {
      // A name is needed to save it, not to try it.
      const name = draft.name.trim() === '' ? suggestedName(draft.url) || 'Test' : draft.name;
      const { input } = readDestination({ ...draft, name });
      if (input === null) throw new Error('The form has a mistake. Mend it first.');
      return api.destinations.tryOut({ ...input, id: destination?.id ?? null });
    },
  });
}

/** Sends the test, and shows the answer beside the form. */
export function TryOut(props: {
  draft: DestinationDraft;
  destination: Destination | null;
  trying: ReturnType<typeof useTryOut>;
  /** Called where the form has a mistake that keeps it from being sent. */
  onMistake: () => void;
}) {
  const { draft, destination, trying } = props;
  const { data: attempt } = trying;
  const send = (): void => {
    const name = draft.name.trim() === '' ? 'Test' : draft.name;
    if (readDestination({ ...draft, name }).input === null) props.onMistake();
    else trying.mutate(draft);
  };
  return (
    <section
      aria-label="Test"
      className="flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-canvas p-3"
    >
      <div className="flex flex-wrap items-center gap-2">
        <Button
          icon={<Send size={14} />}
          disabled={draft.url.trim() === '' || trying.isPending}
          onClick={send}
        >
          {trying.isPending ? 'Sending' : 'Send a test'}
        </Button>
        {attempt && (
          <span role="status" className="flex items-center gap-2 tabular-nums">
            {attempt.engine === null ? (
              <Badge tone={attempt.status === null ? 'bad' : statusBadgeTone(attempt.status)}>
                {attempt.status ?? 'no answer'}
              </Badge>
            ) : (
              <Badge tone={attempt.outcome === 'delivered' ? 'good' : 'bad'}>
                {attempt.outcome === 'delivered' ? 'taken' : 'not taken'}
              </Badge>
            )}
            {attempt.totalMs !== null && (
              <span className="text-muted">{formatDuration(attempt.totalMs)}</span>
            )}
          </span>
        )}
      </div>
      {trying.error !== null && <Problem error={trying.error} />}
      {attempt === undefined ? (
        <p className="text-sm text-muted">
          Sends one event backstitch.test. Nothing is saved, nothing is retried.
        </p>
      ) : (
        <>
          {attempt.error !== null && <p className="break-words text-bad">{attempt.error}</p>}
          {attempt.engine !== null && (
            <HeaderList
              pairs={Object.entries({ ...attempt.engine.place, ...attempt.engine.receipt })}
            />
          )}
          {attempt.status !== null && (
            <pre
              aria-label="Answer"
              // It scrolls: keys must reach it.
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              tabIndex={0}
              className="wire max-h-56 overflow-auto rounded-md border border-line bg-surface px-2 py-1 break-all whitespace-pre-wrap"
            >
              {[
                ...attempt.responseHeaders.map((pair) => pair.join(': ')),
                '',
                attempt.responseBody,
              ].join('\n')}
            </pre>
          )}
          {destination === null && draft.signing !== 'none' && (
            <p className="text-sm text-muted">
              Signed with a secret of this test. Your server can verify once the destination is
              added and has its secret.
            </p>
          )}
        </>
      )}
    </section>
  );
}
