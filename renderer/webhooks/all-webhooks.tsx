import type { AppSummary } from '../../preload/contract/apps.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { WebhookRow } from './webhook-row.tsx';
import { NoWebhooks, WebhooksOfApp } from './webhooks-of-app.tsx';

/** Incoming Webhooks of all services of an app. */
export function AllWebhooks(props: { app: AppSummary; services: readonly ServiceView[] }) {
  return (
    <WebhooksOfApp app={props.app} services={props.services}>
      {(webhooks, add) => (
        <div className="flex min-h-0 flex-1 flex-col gap-6">
          {webhooks.length === 0 ? (
            <NoWebhooks add={add} />
          ) : (
            <header className="flex flex-wrap items-start gap-3">
              <div className="min-w-0 flex-1">
                <h2 className="text-lg font-semibold">Incoming Webhooks</h2>
                <p className="text-muted">
                  Same path as at the vendor: only the host changes for senders.
                </p>
              </div>
              {add}
            </header>
          )}
          {[...new Set(webhooks.map((one) => one.service))].map((name) => (
            <section key={name} aria-label={`Webhooks of ${name}`} className="flex flex-col gap-2">
              <h3 className="font-semibold">{name}</h3>
              <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
                {webhooks
                  .filter((one) => one.service === name)
                  .map((one) => (
                    <li key={one.name}>
                      <WebhookRow webhook={one} />
                    </li>
                  ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </WebhooksOfApp>
  );
}
