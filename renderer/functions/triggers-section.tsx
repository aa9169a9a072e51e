import { useMutation, useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { Trigger } from '../../preload/contract/apps/triggers.ts';
import { api, query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { prettyEjson } from '../wire/json/pretty-ejson.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Moment } from '../ui/moment.tsx';
import { TryOutcome } from './trial/try-outcome.tsx';

/** The triggers of an app: they fire nothing here, and run by hand. */
export function TriggersSection({ app }: { app: AppSummary }) {
  const triggers = useQuery(query.triggers.list.queryOptions({ input: { appId: app.id } }));
  if (triggers.error !== null) {
    return <Problem error={triggers.error} onRetry={() => void triggers.refetch()} />;
  }
  if (triggers.data === undefined || triggers.data.length === 0) return null;
  return (
    <section aria-label="Triggers" className="pt-8">
      <h2 className="text-lg font-semibold">Triggers</h2>
      <p className="pb-4 text-muted">
        Kept for export; nothing fires them here. “Run now” calls the function with a sample event.
      </p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {triggers.data.map((trigger) => (
          <li key={trigger.path}>
            <TriggerRow trigger={trigger} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function TriggerRow({ trigger }: { trigger: Trigger }) {
  const { appId, name, nextAt } = trigger;
  const run = useMutation({
    mutationFn: () => api.triggers.run({ appId, name }),
    onError: sayNot('Not run'),
  });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <span className="wire min-w-0 truncate font-medium">{name}</span>
      <Badge tone="neutral">{trigger.type.toLowerCase() || 'trigger'}</Badge>
      {trigger.disabled && <Badge tone="neutral">Disabled</Badge>}
      <span className="min-w-48 flex-1 text-sm text-muted">
        {trigger.problem ?? (
          <>
            On {trigger.firesOn} it would call <span className="wire">{trigger.functionName}</span>
            {nextAt !== null && (
              <>
                , next <Moment at={nextAt} />
              </>
            )}
          </>
        )}
      </span>
      <Button
        size="sm"
        icon={<Play size={12} />}
        disabled={run.isPending || trigger.functionName === ''}
        aria-label={`Run ${name} now`}
        onClick={() => run.mutate()}
      >
        Run now
      </Button>
      {run.data !== undefined && (
        <Dialog
          open
          onClose={() => run.reset()}
          title={`${name}, run by hand`}
          description="Service calls were recorded, not sent."
          size="lg"
        >
          <div className="flex flex-col gap-3">
            {run.data.event !== null && (
              <section aria-label="Event">
                <h4 className="pb-1 text-sm font-semibold">Event</h4>
                <pre className="wire max-h-48 overflow-auto rounded-lg border border-line p-2 break-all whitespace-pre-wrap">
                  {prettyEjson(run.data.event)}
                </pre>
              </section>
            )}
            <TryOutcome trial={run.data.trial} onLine={() => undefined} />
          </div>
        </Dialog>
      )}
    </div>
  );
}
