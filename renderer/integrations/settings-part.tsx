import { useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { Section } from '../ui/section.tsx';
import { navigate, placeNow } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx';
import { Switch } from '../ui/field.tsx';
import { copyText } from '../ui/copy/copy-text.ts';
import { sayNot } from '../ui/say-not.ts';
import { Moment } from '../ui/time/moment.tsx';
import { toast } from '../ui/toast.tsx';
import { LoadingRules } from './loading-rules.tsx';
import { PostgresSection } from './postgres-section.tsx';
import { UrlOnce } from './url-once.tsx';
import { type PartProps, useIntegrationChange } from './use-integrations.ts';

type Asking = 'reset' | 'remove' | 'rebuild' | { revoke: number; only: boolean } | null;

/** How an integration loads, its URLs, and its end. */
export function SettingsPart({ integration }: PartProps) {
  const { id } = integration;
  const [asking, setAsking] = useState<Asking>(null);
  const urls = useRef<HTMLUListElement>(null);
  const [shownUrl, setShownUrl] = useState<string | null>(null);
  const pause = useIntegrationChange(
    (state: 'live' | 'paused') => api.integrations.update({ id, state }),
    { failed: 'Not changed' },
  );
  const revoke = useIntegrationChange(
    (urlId: number) => api.integrations.revokeUrl({ id, urlId }),
    { done: 'Revoked the URL', failed: 'Not revoked' },
  );
  const generate = useIntegrationChange(
    async () => {
      const isStillThere = placeNow();
      const made = await api.integrations.generateUrl({ id });
      // It is told once: who went on meanwhile would never have it.
      if (!isStillThere()) offerUrl(integration.name, made.url);
      return made;
    },
    { failed: 'Could not create a URL' },
  );
  const reset = useIntegrationChange(() => api.integrations.reset({ id }), {
    done: 'Rebuilding the tables',
    failed: 'Not reset',
  });
  const remove = useIntegrationChange(() => api.integrations.remove({ id }), {
    done: 'Deleted the integration. Its tables stay.',
    failed: 'Not deleted',
  });
  const live = integration.urls.filter(({ revokedAt }) => revokedAt === null);
  return (
    <div className="flex max-w-3xl flex-col gap-6 px-4 sm:px-6 py-5">
      <Switch
        checked={integration.state === 'live'}
        onCheckedChange={(on) => pause.mutate(on ? 'live' : 'paused')}
        label="Receiving"
        help="Off: senders get 401 “Connection is not active.” Their requests are still captured."
      />
      <Section
        title="URLs"
        help="At most two. To change: generate a second, give it to the provider, revoke the first."
      >
        <ul
          ref={urls}
          className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
        >
          {integration.urls.map((url) => (
            <li key={url.id} className="flex flex-wrap items-center gap-3 px-4 py-2.5">
              <span className="wire">…{url.last4}</span>
              <span className="min-w-0 flex-1 text-sm text-muted">
                Created <Moment at={url.createdAt} /> ·{' '}
                {url.lastUsedAt === null ? (
                  'never used'
                ) : (
                  <>
                    last used <Moment at={url.lastUsedAt} />
                  </>
                )}
              </span>
              {url.revokedAt === null ? (
                <Button
                  size="sm"
                  onClick={() => setAsking({ revoke: url.id, only: live.length === 1 })}
                >
                  Revoke
                </Button>
              ) : (
                <span className="text-sm text-muted">revoked</span>
              )}
            </li>
          ))}
        </ul>
        <div>
          <Button
            disabled={live.length >= 2 || generate.isPending}
            title={live.length >= 2 ? 'Revoke one first: there are two' : undefined}
            onClick={() => generate.mutate(undefined, { onSuccess: ({ url }) => setShownUrl(url) })}
          >
            Generate a URL
          </Button>
        </div>
      </Section>
      <LoadingRules integration={integration} />
      <PostgresSection integration={integration} />
      <Section title="Reset" help="Rebuilds the tables from the captures still held.">
        <div>
          <Button disabled={integration.rebuilding !== null} onClick={() => setAsking('reset')}>
            Reset the tables
          </Button>
        </div>
      </Section>
      <Section title="Delete">
        <div>
          <Button variant="danger" onClick={() => setAsking('remove')}>
            Delete this integration
          </Button>
        </div>
      </Section>

      <Dialog
        open={shownUrl !== null}
        onClose={() => setShownUrl(null)}
        title="A new URL"
        // With the second URL there is no third: the button that made it takes no focus.
        finalFocus={() => [...(urls.current?.querySelectorAll('button') ?? [])].at(-1) ?? null}
      >
        {shownUrl !== null && <UrlOnce url={shownUrl} />}
      </Dialog>
      <ConfirmDialog
        open={typeof asking === 'object' && asking !== null}
        onClose={() => setAsking(null)}
        title="Revoke this URL?"
        confirmLabel="Revoke"
        danger
        onConfirm={async () => {
          if (typeof asking === 'object' && asking !== null)
            await revoke.mutateAsync(asking.revoke);
        }}
      >
        Its senders get 401 from now on.
        {typeof asking === 'object' && asking?.only === true && ' It is the only one.'}
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'reset'}
        onClose={() => setAsking(null)}
        title="Reset the tables?"
        confirmLabel="Reset"
        onConfirm={async () => {
          await reset.mutateAsync(undefined);
        }}
      >
        Rebuilds rows from the captures still held. Rows whose captures retention deleted stay;
        captures you deleted are left out.
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'remove'}
        onClose={() => setAsking(null)}
        title={`Delete ${integration.name}?`}
        confirmLabel="Delete"
        danger
        onConfirm={async () => {
          const isStillThere = placeNow();
          await remove.mutateAsync(undefined);
          if (isStillThere()) navigate({ page: 'integrations', id: null, part: 'rows' });
        }}
      >
        Its URLs stop working at once. Its tables and captures stay. A new integration with the same
        name can use them.
      </ConfirmDialog>
    </div>
  );
}

function offerUrl(name: string, url: string): void {
  const copy = (): Promise<unknown> =>
    copyText(url).then(() => toast({ title: 'Copied the URL' }), sayNot('Not copied'));
  toast({
    title: `${name} has a new URL`,
    description: 'It is told only once.',
    action: { label: 'Copy it', onSelect: () => void copy() },
  });
}
