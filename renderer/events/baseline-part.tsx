import { useState } from 'react';
import type { EventTypeDetail } from '../../preload/contract/captures/event-types.ts';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox, Field, TextArea } from '../ui/field.tsx';
import { FormDialog } from '../ui/form/form-dialog.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { Section } from '../ui/section.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { DRIFT_KINDS } from '../../preload/rules/drift-kinds.ts';
import { kindWords } from '../wire/drift-words.ts';
import { useEventChange } from './use-event-change.ts';

const KINDS = {
  auto: 'Learned: what was usual when learning ended. What adds something and keeps coming joins it by itself.',
  pinned: 'Pinned: it stays as it is until you accept a change.',
  schema: 'From a JSON Schema: it stays as it is until you accept a change.',
} as const;

/** What captures of a type are held against, and what nobody wants to hear of. */
export function BaselinePart({ type }: { type: EventTypeDetail }) {
  const [importing, setImporting] = useState(false);
  const { id, baseline, samples, held } = type;
  const pin = useEventChange(() => api.events.pin({ id, from: 'now' }), {
    done: 'What is usual now is the baseline',
    failed: 'Not pinned',
  });
  const unpin = useEventChange(() => api.events.unpin({ id }), {
    done: 'Learning again from the captures that are kept',
    failed: 'Not given up',
  });
  return (
    <div className="flex max-w-3xl flex-col gap-6 px-4 py-4 sm:px-6">
      <section className="flex flex-col gap-3">
        <header>
          <h2 className="text-lg font-semibold">Baseline</h2>
          <p className="text-muted">
            {baseline === null ? (
              `None yet: ${samples} of 20 captures were seen. Ten over a day are enough, too.`
            ) : (
              <>
                {KINDS[baseline.kind]} Since <Moment at={baseline.at} />.
              </>
            )}
          </p>
        </header>
        <div className="flex flex-wrap gap-2">
          <Button disabled={pin.isPending || samples === 0} onClick={() => pin.mutate(undefined)}>
            Pin what is usual now
          </Button>
          <Button onClick={() => setImporting(true)}>Import a JSON Schema…</Button>
          {baseline !== null && (
            <Button
              variant="ghost"
              disabled={unpin.isPending}
              title={
                held === 0 ? 'No capture is kept: learning begins with the next one' : undefined
              }
              onClick={() => unpin.mutate(undefined)}
            >
              Learn again
            </Button>
          )}
        </div>
      </section>
      <Mutes type={type} />
      {importing && <ImportDialog type={type} onClose={() => setImporting(false)} />}
    </div>
  );
}

function Mutes({ type: { id, mutes } }: { type: EventTypeDetail }) {
  const mute = useEventChange(api.events.mute, { done: 'Saved', failed: 'Not saved' });
  return (
    <Section title="Kinds of change" help="What is not ticked is not told of for this event type.">
      <div className="grid gap-2 sm:grid-cols-2">
        {DRIFT_KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={kindWords(kind)}
            checked={!mutes.kinds.includes(kind)}
            onCheckedChange={(told) =>
              mute.mutate({
                id,
                paths: mutes.paths,
                kinds: told ? mutes.kinds.filter((one) => one !== kind) : [...mutes.kinds, kind],
              })
            }
          />
        ))}
      </div>
      {mutes.paths.length > 0 && (
        <ul className="flex flex-col gap-1" aria-label="Paths that are not told of">
          {mutes.paths.map((path) => (
            <li key={path} className="flex items-center gap-2">
              <span className="wire">{path}</span>
              <Button
                size="sm"
                variant="ghost"
                onClick={() =>
                  mute.mutate({
                    id,
                    kinds: mutes.kinds,
                    paths: mutes.paths.filter((one) => one !== path),
                  })
                }
              >
                Tell of it
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function ImportDialog({ type, onClose }: { type: EventTypeDetail; onClose: () => void }) {
  const [text, setText] = useState('');
  const pin = useEventChange(
    (schema: string) => api.events.pin({ id: type.id, from: 'schema', schema }),
    {
      done: 'Captures are held against the schema now',
      failed: 'Not imported',
    },
  );
  const fault = pin.error === null ? undefined : readProblem(pin.error).message;
  return (
    <FormDialog
      title="Import a JSON Schema"
      action="Import"
      blocked={pin.isPending || text.trim() === ''}
      error={null}
      onClose={onClose}
      onSubmit={() => pin.mutate(text, { onSuccess: onClose })}
    >
      <Field
        label="JSON Schema"
        error={fault}
        help="Captures that come from now on are held against it: types, required, enums and formats."
      >
        <TextArea mono rows={12} value={text} onValueChange={setText} />
      </Field>
    </FormDialog>
  );
}
