import { useMutation, useQuery } from '@tanstack/react-query';
import { Check, Play } from 'lucide-react';
import { headerValue } from '../../wire/headers/header-values.ts';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import type { WebhookView } from '../../../preload/contract/apps/webhooks.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api, query } from '../../api/client.ts';
import { formatRoute, navigate, placeNow } from '../../navigation/route.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Problem } from '../../ui/problem.tsx';
import { CopyCall } from './copy-call.tsx';
import { headersOf, isSampleApp, type TourCall, type TourStep, tourSteps } from './tour-steps.ts';
import { useDone } from './use-done.ts';

/** A walk through the sample app: what to send, and where to look at what came of it. */
export function Tour({ app }: { app: AppSummary }) {
  const webhooks = useQuery({
    ...query.webhooks.list.queryOptions({ input: { appId: app.id } }),
    enabled: isSampleApp(app),
  });
  if (!isSampleApp(app) || webhooks.data === undefined) return null;
  return <Steps app={app} webhooks={webhooks.data} />;
}

function Steps({ app, webhooks }: { app: AppSummary; webhooks: readonly WebhookView[] }) {
  const urlOf = (name: string): string | undefined =>
    webhooks.find((one) => one.name === name)?.aliasUrl;
  const steps = tourSteps(urlOf);
  const done = useDone(steps, webhooks);
  const count = done.filter((one) => one !== null).length;
  return (
    <details open className="rounded-lg border border-line bg-surface px-4 py-3">
      <summary className="cursor-default font-semibold">
        Five-minute tour{' '}
        <span className="font-normal text-muted tabular-nums">
          {count} of {steps.length} done
        </span>
      </summary>
      <ol className="flex flex-col gap-4 pt-3">
        {steps.map((step, at) => (
          <Step
            key={step.title}
            app={app}
            step={step}
            number={at + 1}
            url={urlOf(step.done.webhook) ?? ''}
            capture={done[at] ?? null}
          />
        ))}
      </ol>
    </details>
  );
}

function Step(props: {
  app: AppSummary;
  step: TourStep;
  number: number;
  url: string;
  /** What shows that it was done. */
  capture: CaptureId | null;
}) {
  const { app, step, number, url, capture } = props;
  const run = useMutation({
    mutationFn: (call: TourCall) => send(call, url),
    onMutate: placeNow,
    onSuccess: (id, _call, isStillThere) => {
      if (id !== null && isStillThere()) navigate({ page: 'captures', id });
    },
  });
  const { call, look } = step;
  return (
    <li className="flex gap-3">
      <span
        className={cx(
          'mt-0.5 flex size-5 shrink-0 items-center justify-center rounded-full border text-xs tabular-nums',
          capture === null ? 'border-line-strong text-muted' : 'border-good bg-good-soft text-good',
        )}
      >
        {capture === null ? number : <Check size={12} aria-hidden />}
        {capture !== null && <span className="sr-only">Done:</span>}
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{step.title}</p>
        <p className="text-muted">{step.text}</p>
        <p className="flex flex-wrap items-center gap-2 pt-1">
          {call !== null && (
            <Button
              size="sm"
              icon={<Play size={14} />}
              aria-label={`Run it: ${step.title}`}
              disabled={run.isPending}
              onClick={() => run.mutate(call)}
            >
              {run.isPending ? 'Sending' : 'Run it'}
            </Button>
          )}
          <CopyCall step={step} url={url} />
          {look !== null && (
            <a
              className="text-accent-ink underline"
              href={formatRoute({
                page: 'apps',
                appId: app.id,
                part: look.part,
                item: look.item,
              })}
            >
              {look.words}
            </a>
          )}
          {capture !== null && (
            <a
              className="text-accent-ink underline"
              href={formatRoute({ page: 'captures', id: capture })}
            >
              Open its capture
            </a>
          )}
        </p>
        {run.error !== null && <Problem error={run.error} />}
      </div>
    </li>
  );
}

/** Has the engine send a call through the intake. @returns the capture it became. */
async function send(call: TourCall, url: string): Promise<CaptureId | null> {
  const replay = await api.replays.compose({
    draft: {
      captureId: null,
      edit: {
        method: call.method,
        target: new URL(url).pathname,
        headers: await headersOf(call),
        bodyText: call.body,
      },
    },
    to: { kind: 'intake' },
    options: { mark: false },
  });
  if (replay.error !== null) throw new Error(replay.error);
  const id = headerValue(replay.responseHeaders, 'x-backstitch-capture-id');
  return id === undefined ? null : (id as CaptureId);
}
