import { Play } from 'lucide-react';
import { useState } from 'react';
import type { Trigger, TriggerRun } from '../../preload/contract/apps/triggers.ts';
import { prettyEjson } from '../wire/json/pretty-ejson.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { TrialWhole } from './trial/trial-views.tsx';

/** What a trigger did with the event it was given, and a way to give it another. */
export function TriggerRunDialog(props: {
  trigger: Trigger;
  shown: TriggerRun;
  /** Of the newest run; null where it was not refused. */
  problem: unknown;
  isRunning: boolean;
  onRun: (update: string) => void;
  onClose: () => void;
}) {
  const { trigger, shown, problem } = props;
  const [update, setUpdate] = useState('');
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={`${trigger.name}, run by hand`}
      description="Service calls were recorded, not sent."
      size="lg"
    >
      <div className="flex flex-col gap-3">
        {trigger.type === 'DATABASE' && (
          <form
            className="flex flex-col gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              props.onRun(update);
            }}
          >
            <Field
              label="Update to try"
              help="EJSON, tried on the first document; nothing is written. Empty: a sample event."
              error={problem === null ? null : readProblem(problem).message}
            >
              <TextArea
                value={update}
                onChange={(event) => setUpdate(event.target.value)}
                rows={2}
                className="wire"
                placeholder='{"$set": {"status": "paid"}}'
              />
            </Field>
            <Button
              type="submit"
              size="sm"
              className="self-start"
              icon={<Play size={12} />}
              disabled={props.isRunning}
            >
              Run with this update
            </Button>
          </form>
        )}
        {!shown.matches && (
          <p role="status" className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
            The match of this trigger does not let this event through: the function would not have
            been called.
          </p>
        )}
        {shown.event !== null && (
          <section aria-label="Event">
            <h4 className="pb-1 text-sm font-semibold">Event</h4>
            <pre className="wire max-h-48 overflow-auto rounded-lg border border-line p-2 break-all whitespace-pre-wrap">
              {prettyEjson(shown.event)}
            </pre>
          </section>
        )}
        <TrialWhole trial={shown.trial} />
      </div>
    </Dialog>
  );
}
