import { useMutation, useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { Trigger, TriggerRun } from '../../preload/contract/apps/triggers.ts';
import { api, query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { TriggerRunDialog } from './trigger-run-dialog.tsx';
import { Moment } from '../ui/time/moment.tsx';

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
  // The outcome stays while another event is run, and where that one is refused.
  const [shown, setShown] = useState<TriggerRun | null>(null);
  const run = useMutation({
    mutationFn: (update: string) => api.triggers.run({ appId, name, update }),
    onSuccess: setShown,
    // In the dialog the problem stands at the update it is about.
    onError: (error) => (shown === null ? sayNot('Not run')(error) : undefined),
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
        onClick={() => run.mutate('')}
      >
        Run now
      </Button>
      {shown !== null && (
        <TriggerRunDialog
          trigger={trigger}
          shown={shown}
          problem={run.error}
          isRunning={run.isPending}
          onRun={(update) => run.mutate(update)}
          onClose={() => {
            setShown(null);
            run.reset();
          }}
        />
      )}
    </div>
  );
}
