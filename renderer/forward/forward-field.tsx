import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { toast } from '../ui/toast.tsx';
import { AllowHost } from './allow-host.tsx';
import { FIRST_CHOICES, ForwardChoices } from './forward-choices.tsx';
import { portMeans } from './forward-words.ts';
import { ListeningDot } from './listening-dot.tsx';
import { type Forwarding, useForwardTo } from './use-forward.ts';

/** One field: type `3000`, press Enter, and the server there answers the endpoint's requests. */
export function ForwardField(props: { forwarding: Forwarding; onDone?: () => void }) {
  const { endpoint, forward, rule, destination } = props.forwarding;
  const [typed, setTyped] = useState(destination?.name ?? '');
  const [choices, setChoices] = useState(() => ({
    gets: rule === null ? FIRST_CHOICES.gets : ('reply' as const),
    onFailure: forward?.onFailure ?? FIRST_CHOICES.onFailure,
  }));
  const to = useForwardTo(endpoint.id, rule);
  const forwardIt = async (): Promise<void> => {
    try {
      // By its promise: the field may be gone by then, and a callback of `mutate` with it.
      const made = await to.mutateAsync({ address: typed, choices });
      toast({ title: `Forwarding to ${made.destination.name}` });
      props.onDone?.();
    } catch {
      // Said at the field.
    }
  };
  const send = (): void => void forwardIt();
  const problem = to.error === null ? null : readProblem(to.error);
  const host = problem?.code === 'TARGET_NEEDS_ALLOW' ? problem.host : undefined;
  return (
    <form
      className="flex w-full flex-col gap-3 text-left"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <Field
            label="Forward to"
            help={
              <>
                {portMeans(typed) ??
                  'A port such as 3000, or a URL. Your server answers the sender.'}{' '}
                <ListeningDot address={typed} />
              </>
            }
            error={host === undefined && problem !== null ? problem.message : undefined}
          >
            <TextInput
              mono
              placeholder="3000"
              value={typed}
              onValueChange={(value) => {
                setTyped(value);
                to.reset();
              }}
            />
          </Field>
        </div>
        <Button
          type="submit"
          variant="primary"
          className="beside-field"
          disabled={typed.trim() === '' || to.isPending}
        >
          Forward
        </Button>
      </div>
      {host !== undefined && <AllowHost host={host} onAllowed={send} />}
      <ForwardChoices
        choices={choices}
        status={endpoint.reply.status}
        disabled={to.isPending}
        onChange={setChoices}
      />
    </form>
  );
}
