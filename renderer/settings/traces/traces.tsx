import { useMutation, useQuery } from '@tanstack/react-query';
import type { TraceExport } from '../../../preload/contract/captures/trace-export.ts';
import { api, query } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { AllowQuestion } from '../../ui/parts/allow-question.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field, NumberInput, TextInput } from '../../ui/field.tsx';
import { useEdited } from '../../ui/form/use-edited.ts';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { Section } from '../../ui/section.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { toast } from '../../ui/toast.tsx';
import { ExportState } from './export-state.tsx';
import { HeaderRows } from './header-rows.tsx';
import { formOf, inputOf } from './trace-form.ts';

/** Spans out to an OpenTelemetry collector: where to, what of them, and how that goes. */
export function Traces() {
  const found = useQuery(query.traceExport.get.queryOptions());
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Spinner label="Loading settings" />;
  return (
    <>
      <p className="text-muted">
        What the tab Flow shows, sent to an OpenTelemetry collector as it ends: beside the traces of
        your own services. Queries, headers and bodies stay here.
      </p>
      <TraceSettings kept={found.data} />
      {found.data.endpoint !== null && <ExportState state={found.data.state} />}
    </>
  );
}

function TraceSettings({ kept }: { kept: TraceExport }) {
  const saved = formOf(kept);
  const [form, setForm] = useEdited(saved);
  const save = useMutation({
    mutationFn: () => api.traceExport.put(inputOf(form)),
    onSuccess(next) {
      queryClient.setQueryData(query.traceExport.get.queryKey(), next);
      setForm(formOf(next));
      toast({
        title: next.endpoint === null ? 'Traces stay here' : 'Traces go to the collector',
        tone: 'good',
      });
    },
  });
  const test = useMutation({ mutationFn: () => api.traceExport.test(inputOf(form)) });
  const edit = (part: Partial<typeof form>): void => {
    setForm({ ...form, ...part });
    save.reset();
    test.reset();
  };
  const asked = save.error ?? test.error;
  const fault = asked === null ? null : readProblem(asked);
  const host = fault?.code === 'TARGET_NEEDS_ALLOW' ? fault.host : undefined;
  const at = (field: string): string | null =>
    fault?.field === field && host === undefined
      ? [fault.message, fault.hint].filter(Boolean).join(' ')
      : null;
  const isAtField = fault?.field !== undefined || host !== undefined;
  const isSame = JSON.stringify(form) === JSON.stringify(saved);
  const again = save.error === null ? test : save;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        test.reset();
        save.mutate();
      }}
    >
      <Field
        label="Collector"
        help="Its address for OTLP over HTTP; /v1/traces is put behind it. Empty: nothing is sent."
        error={at('endpoint')}
      >
        <TextInput
          mono
          value={form.endpoint}
          placeholder="http://localhost:4318"
          onValueChange={(endpoint) => edit({ endpoint })}
        />
      </Field>
      {host !== undefined && <AllowHost host={host} onAllowed={() => again.mutate()} />}
      <Section
        title="Headers"
        help="A key of the collector, where it wants one. Values are not shown again."
      >
        <HeaderRows rows={form.headers} onChange={(headers) => edit({ headers })} errorAt={at} />
      </Section>
      <Field
        label="Only captures that this search finds"
        help="Empty: everything, and deliveries without a capture too."
        error={at('search')}
      >
        <TextInput
          mono
          value={form.search}
          placeholder="provider:stripe"
          onValueChange={(search) => edit({ search })}
        />
      </Field>
      <Field label="Share of the traces" help="Whole traces: all spans of one, or none.">
        <NumberInput
          className="max-w-40"
          value={form.percent}
          suffix="%"
          onValueChange={(percent) => edit({ percent })}
        />
      </Field>
      {asked !== null && !isAtField && <Problem error={asked} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          variant="primary"
          disabled={isSame || save.isPending || test.isPending}
        >
          Save
        </Button>
        <Button
          disabled={form.endpoint.trim() === '' || test.isPending || save.isPending}
          onClick={() => {
            save.reset();
            test.mutate();
          }}
        >
          Send a test span
        </Button>
        <output className={cx('min-w-0 flex-1 break-words', test.data?.ok === false && 'text-bad')}>
          {test.isPending ? 'Sending…' : (test.data?.text ?? '')}
        </output>
      </div>
    </form>
  );
}

function AllowHost({ host, onAllowed }: { host: string; onAllowed: () => void }) {
  const allow = useMutation({
    mutationFn: () => api.replays.allowHost({ host }),
    onSuccess: onAllowed,
  });
  return (
    <AllowQuestion allow={allow} yes="Allow">
      <strong className="font-medium">Allow {host}?</strong> Replays may go there then, too.
    </AllowQuestion>
  );
}
