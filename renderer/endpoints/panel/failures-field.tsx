import { RotateCcw } from 'lucide-react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { Button } from '../../ui/button.tsx';
import { Field, NumberInput } from '../../ui/field.tsx';
import { formatPlural } from '../../ui/format.ts';
import type { DraftProblems, EndpointDraft } from '../endpoint-draft.ts';
import { useResetFailures } from '../use-reset-failures.ts';
import { StatusInput } from './reply-fields.tsx';

/** "Fail the first N, then succeed", to see whether a sender tries again. */
export function FailuresField(props: {
  draft: EndpointDraft;
  problems: DraftProblems;
  onChange: (change: Partial<EndpointDraft>) => void;
  endpoint: Endpoint | null;
}) {
  const { draft, problems, onChange, endpoint } = props;
  const failing = draft.failCount !== 0;
  return (
    <section className="flex flex-col gap-2">
      <div className="grid grid-cols-2 gap-4">
        <Field
          label="Fail first, then succeed"
          error={problems.get('reply.failFirst.count')}
          help={failing ? undefined : 'Use it to watch a sender retry.'}
        >
          <NumberInput
            value={draft.failCount}
            onValueChange={(failCount) => onChange({ failCount })}
            suffix="requests"
            className="!w-20"
          />
        </Field>
        {failing && (
          <Field label="with status" error={problems.get('reply.failFirst.status')}>
            <StatusInput
              status={draft.failStatus}
              onChange={(failStatus) => onChange({ failStatus })}
            />
          </Field>
        )}
      </div>
      {endpoint !== null && endpoint.reply.failFirst.count > 0 && (
        <FailuresLeft endpoint={endpoint} />
      )}
    </section>
  );
}

function FailuresLeft({ endpoint }: { endpoint: Endpoint }) {
  const reset = useResetFailures();
  const { failuresLeft, reply } = endpoint;
  const words =
    failuresLeft === 0
      ? `All ${reply.failFirst.count} failed; requests succeed now.`
      : `${formatPlural(failuresLeft, 'more request')} will fail with ${reply.failFirst.status}.`;
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <output>{words}</output>
      <Button
        size="sm"
        icon={<RotateCcw size={14} />}
        disabled={reset.isPending || failuresLeft === reply.failFirst.count}
        onClick={() => reset.mutate({ id: endpoint.id })}
      >
        Start over
      </Button>
    </p>
  );
}
