import { useState } from 'react';
import type { BackfillSource } from '../../preload/contract/backfill.ts';
import { api } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import { Field, TextInput } from '../ui/field.tsx';
import { Choices } from '../ui/form/choices.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { forInput } from '../ui/time/for-input.ts';
import { useBackfillChange } from './use-backfill-change.ts';
import { type SpanId, SPANS } from './words.ts';

/** Asks a provider what it sent in a span. Nothing is changed by it, here or there. */
export function LookDialog(props: { source: BackfillSource; onClose: () => void }) {
  const { source, onClose } = props;
  const [opened] = useState(() => Date.now());
  const [span, setSpan] = useState<SpanId>('24h');
  const [from, setFrom] = useState(() => forInput(opened - 86_400_000));
  const [to, setTo] = useState(() => forInput(opened));
  const [all, setAll] = useState(false);
  const chosen = SPANS.find(({ id }) => id === span);
  const ends = chosen
    ? { from: opened - chosen.ms, to: opened }
    : { from: Date.parse(from), to: Date.parse(to) };
  const valid = Number.isFinite(ends.from) && Number.isFinite(ends.to) && ends.from < ends.to;
  const look = useBackfillChange(
    () => api.backfill.scan({ sourceId: source.id, ...ends, only: all ? 'all' : 'undelivered' }),
    {
      done(scan) {
        onClose();
        navigate({ page: 'deliveries', part: 'backfill', id: scan.id });
      },
    },
  );
  return (
    <FormDialog
      title={`What did ${source.name} send?`}
      action="Look"
      blocked={!valid || look.isPending}
      error={look.error}
      onSubmit={() => look.mutate(undefined)}
      onClose={onClose}
    >
      <p className="text-muted">
        Reads the provider’s list and compares it with your captures. It changes nothing, here or
        there.
      </p>
      <Choices
        label="Span"
        value={span}
        onChange={setSpan}
        items={[...SPANS.map(({ id, label }) => ({ id, label })), { id: 'own', label: 'Other' }]}
      />
      {span === 'own' && (
        <div className="flex flex-wrap gap-3">
          <Field label="From" className="flex flex-1 flex-col gap-1">
            <TextInput type="datetime-local" value={from} onValueChange={setFrom} />
          </Field>
          <Field
            label="To"
            className="flex flex-1 flex-col gap-1"
            error={valid ? null : 'Enter a time after the first.'}
          >
            <TextInput type="datetime-local" value={to} onValueChange={setTo} />
          </Field>
        </div>
      )}
      <Checkbox
        checked={all}
        onCheckedChange={setAll}
        label="List what was delivered, too"
        help="To see what went elsewhere, or was deleted here."
      />
    </FormDialog>
  );
}
