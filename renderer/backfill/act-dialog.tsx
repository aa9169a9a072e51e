import { useState } from 'react';
import type {
  BackfillHow,
  BackfillProvider,
  BackfillScan,
  BackfillSign,
} from '../../preload/contract/backfill.ts';
import { api } from '../api/client.ts';
import { formatCount } from '../ui/format.ts';
import { Checkbox, Field, Select } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { useBackfillChange } from './use-backfill-change.ts';

const SIGNS: readonly { value: BackfillSign; label: string }[] = [
  { value: 'local', label: 'Signed here, where a secret is known' },
  { value: 'keep', label: 'As it was signed then' },
  { value: 'none', label: 'Without a signature' },
];

/** Says what would be asked of the provider, how often, and what becomes of it; then does it. */
export function ActDialog(props: {
  scan: BackfillScan;
  info: BackfillProvider;
  how: BackfillHow;
  items: 'missing' | number[];
  onClose: () => void;
  onBegun: () => void;
}) {
  const { scan, info, how, items, onClose } = props;
  const [run, setRun] = useState(true);
  const [sign, setSign] = useState<BackfillSign>('local');
  const count = items === 'missing' ? (scan.counts.missing ?? 0) : items.length;
  const events = count === 1 ? '1 event' : `${formatCount(count)} events`;
  const begin = useBackfillChange(() => api.backfill.act({ id: scan.id, items, how, sign, run }), {
    done() {
      props.onBegun();
      onClose();
    },
  });
  return (
    <FormDialog
      title={how === 'fetch' ? `Fetch ${events}` : `Ask ${info.label} for ${events}`}
      action={how === 'fetch' ? 'Fetch' : 'Ask to send again'}
      blocked={begin.isPending}
      error={begin.error}
      onSubmit={() => begin.mutate(undefined)}
      onClose={onClose}
    >
      {how === 'resend' ? (
        <p>
          {info.label} gets one call for each and sends the webhook again, to the address it has.
          Other systems behind that address get it, too. Backstitch waits ten minutes for them.
        </p>
      ) : (
        <>
          <p>
            {info.label} gets one call for each. They become captures of the time they were sent
            {info.gives === 'bytes'
              ? ', byte for byte.'
              : '. Where a known secret proves the bytes, they are the ones that were sent; else the capture is marked as rebuilt.'}
          </p>
          <Checkbox
            checked={run}
            onCheckedChange={setRun}
            label="Run them, too"
            help="Each goes through the intake as a replay: functions, forwards and loads do their work."
          />
          {run && (
            <Field label="Signature of what runs">
              <Select value={sign} onValueChange={setSign} options={SIGNS} />
            </Field>
          )}
        </>
      )}
    </FormDialog>
  );
}
