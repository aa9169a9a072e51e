import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { OutboxMessage } from '../../preload/contract/apps/services.ts';
import { api, query } from '../api/client.ts';
import type { PartProps } from '../app-model/part-props.ts';
import { sayNot } from '../ui/say-not.ts';
import { formatRoute, navigate } from '../navigation/route.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { formatClock, formatStamp } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { mailLink } from './mail-link.ts';

const SENT: Record<OutboxMessage['sent'], { word: string; tone: Tone }> = {
  kept: { word: 'Not sent', tone: 'info' },
  sent: { word: 'Sent', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
};

/** What functions sent by Twilio and push, or would have, and mails of the client API. */
export function OutboxPart({ app, item }: PartProps) {
  const input = { appId: app.id, limit: 200 };
  const outbox = useQuery(query.services.outbox.queryOptions({ input }));
  const [clearing, setClearing] = useState(false);
  const cache = useQueryClient();
  const clear = useMutation({
    mutationFn: () => api.services.clearOutbox({ appId: app.id }),
    onSuccess: () => cache.invalidateQueries({ queryKey: query.services.outbox.key() }),
    onError: sayNot('Not emptied'),
  });
  const list = outbox.data?.items ?? [];
  if (outbox.isPending) return <Spinner label="Loading the outbox" />;
  if (outbox.error !== null) {
    return (
      <div className="p-6">
        <Problem error={outbox.error} onRetry={() => void outbox.refetch()} />
      </div>
    );
  }
  if (list.length === 0) {
    return (
      <EmptyState icon={<Send size={28} aria-hidden />} title="The outbox is empty">
        Twilio and push messages from functions stay here, and so do emails to confirm an address or
        reset a password. To send for real, turn it on in the settings of the service.
      </EmptyState>
    );
  }
  const opened = list.find((message) => message.id === item);
  return (
    <div className="flex flex-col gap-4 px-4 sm:px-6 py-5">
      <header className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold">Outbox</h2>
          <p className="text-muted">What functions sent, or would have, newest first.</p>
        </div>
        <Button icon={<Trash2 size={14} />} onClick={() => setClearing(true)}>
          Empty
        </Button>
      </header>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {list.map((message) => (
          <li key={message.id}>
            <button
              type="button"
              aria-expanded={message.id === item}
              onClick={() =>
                navigate(
                  {
                    page: 'apps',
                    appId: app.id,
                    part: 'outbox',
                    item: message.id === item ? null : message.id,
                  },
                  { replace: true },
                )
              }
              className="flex w-full items-center gap-3 px-3 py-2 text-left hover:bg-hover"
            >
              <span className="w-24 shrink-0 text-sm text-muted tabular-nums">
                {formatClock(message.createdAt)}
              </span>
              <Badge tone={SENT[message.sent].tone}>{SENT[message.sent].word}</Badge>
              <span className="w-28 shrink-0 truncate text-muted">{message.service}</span>
              <span className="wire w-40 shrink-0 truncate">{message.to}</span>
              <span className="min-w-0 flex-1 truncate">{message.text}</span>
            </button>
            {opened?.id === message.id && <MessageDetail message={message} />}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={clearing}
        onClose={() => setClearing(false)}
        title="Empty the outbox?"
        confirmLabel="Empty"
        danger
        onConfirm={async () => {
          // A failure is said by the mutation itself.
          await clear.mutateAsync().catch(() => undefined);
        }}
      >
        Deletes the messages for good. Runs and captures stay.
      </ConfirmDialog>
    </div>
  );
}

function MessageDetail({ message }: { message: OutboxMessage }) {
  const link = mailLink(message);
  return (
    <dl className="grid grid-cols-[8rem_1fr] gap-x-3 gap-y-1 border-t border-line bg-canvas px-3 py-3">
      <Row label="When">{formatStamp(message.createdAt)}</Row>
      <Row label="From">
        <span className="wire">{message.from}</span>
      </Row>
      <Row label="To">
        <span className="wire break-all">{message.to}</span>
      </Row>
      <Row label="Text">
        <span className="break-words whitespace-pre-wrap">{message.text}</span>
      </Row>
      {link !== null && (
        <Row label="Link">
          <span className="flex items-start gap-1">
            <span className="wire min-w-0 break-all">{link}</span>
            <CopyButton label="Copy the link" getText={() => link} />
          </span>
        </Row>
      )}
      <Row label="Outcome">{message.outcome}</Row>
      <Row label="Arguments">
        <code className="wire break-all">{message.args}</code>
      </Row>
      {message.captureId !== null && (
        <Row label="Capture">
          <a
            className="text-accent-ink underline"
            href={formatRoute({ page: 'captures', id: message.captureId })}
          >
            The request that caused it
          </a>
        </Row>
      )}
    </dl>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
