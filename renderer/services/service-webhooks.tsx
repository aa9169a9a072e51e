import type { AppSummary } from '../../preload/contract/apps.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { WebhookRow } from '../webhooks/webhook-row.tsx';
import { NoWebhooks, WebhooksOfApp } from '../webhooks/webhooks-of-app.tsx';

/** The incoming webhooks of one service. */
export function ServiceWebhooks({ app, service }: { app: AppSummary; service: ServiceView }) {
  return (
    <WebhooksOfApp app={app} services={[service]}>
      {(webhooks, add) => {
        const own = webhooks.filter((one) => one.service === service.name);
        return (
          <section aria-label="Incoming webhooks" className="flex flex-col gap-3">
            {own.length === 0 ? (
              <NoWebhooks add={add} />
            ) : (
              <>
                <header className="flex flex-wrap items-center gap-3">
                  <p className="min-w-0 flex-1 text-muted">
                    Same path as at the vendor: only the host changes for senders.
                  </p>
                  {add}
                </header>
                <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
                  {own.map((one) => (
                    <li key={one.name}>
                      <WebhookRow webhook={one} />
                    </li>
                  ))}
                </ul>
              </>
            )}
          </section>
        );
      }}
    </WebhooksOfApp>
  );
}
