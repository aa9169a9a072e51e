import { useState } from 'react';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { toast } from '../ui/toast.tsx';
import { portMeans } from './forward-words.ts';
import { useAllowHost, useForwardTo } from './use-forward.ts';

/** One field: type `3000`, press Enter, and the server there answers the endpoint's requests. */
export function ForwardField(props: {
  endpointId: EndpointId;
  /** What the field holds at first: the present address, to change it. */
  start?: string;
  onDone?: () => void;
}) {
  const [typed, setTyped] = useState(props.start ?? '');
  const to = useForwardTo(props.endpointId);
  const forward = (): void => {
    to.mutate(typed, {
      onSuccess: ({ destination }) => {
        toast({ title: `Forwarding to ${destination.name}` });
        props.onDone?.();
      },
    });
  };
  const problem = to.error === null ? null : readProblem(to.error);
  const host = problem?.code === 'TARGET_NEEDS_ALLOW' ? problem.host : undefined;
  return (
    <form
      className="flex w-full flex-col gap-2 text-left"
      onSubmit={(event) => {
        event.preventDefault();
        forward();
      }}
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <Field
            label="Forward to"
            help={
              portMeans(typed) ?? 'A port such as 3000, or a URL. Your server answers the sender.'
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
          className="mt-6"
          disabled={typed.trim() === '' || to.isPending}
        >
          Forward
        </Button>
      </div>
      {host !== undefined && <AllowHost host={host} onAllowed={forward} />}
    </form>
  );
}

function AllowHost({ host, onAllowed }: { host: string; onAllowed: () => void }) {
  const allow = useAllowHost(onAllowed);
  return (
    <div role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-warn">
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-48 flex-1">
          <strong className="font-medium">Send captures to {host}?</strong> Cookies and credentials
          in them go there too. Backstitch asks once.
        </p>
        <Button size="sm" disabled={allow.isPending} onClick={() => allow.mutate(host)}>
          Allow and forward
        </Button>
      </div>
      {allow.error !== null && <Problem error={allow.error} />}
    </div>
  );
}
