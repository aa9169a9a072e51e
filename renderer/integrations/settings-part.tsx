import { useState } from 'react';
import { api } from '../api/client.ts';
import { Section } from '../ui/section.tsx';
import { navigate } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx';
import { Field, Switch, TextInput } from '../ui/field.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { Moment } from '../ui/time/moment.tsx';
import { keysOf, RuleFields } from './rule-fields.tsx';
import { PostgresSection } from './postgres-section.tsx';
import { UrlOnce } from './url-once.tsx';
import { type PartProps, useIntegrationChange } from './use-integrations.ts';

type Asking = 'reset' | 'remove' | 'rebuild' | { revoke: number; only: boolean } | null;

/** How an integration loads, its URLs, and its end. */
export function SettingsPart({ integration }: PartProps) {
  const { id } = integration;
  const [asking, setAsking] = useState<Asking>(null);
  const [shownUrl, setShownUrl] = useState<string | null>(null);
  const pause = useIntegrationChange(
    (state: 'live' | 'paused') => api.integrations.update({ id, state }),
    { failed: 'Not changed' },
  );
  const revoke = useIntegrationChange(
    (urlId: number) => api.integrations.revokeUrl({ id, urlId }),
    { done: 'Revoked the URL', failed: 'Not revoked' },
  );
  const generate = useIntegrationChange(() => api.integrations.generateUrl({ id }), {
    failed: 'Could not create a URL',
  });
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
    <div className="flex max-w-3xl flex-col gap-6 px-6 py-5">
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
        <ul className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface">
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
      <Rules integration={integration} />
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

      <Dialog open={shownUrl !== null} onClose={() => setShownUrl(null)} title="A new URL">
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
          await remove.mutateAsync(undefined);
          navigate({ page: 'integrations', id: null, part: 'rows' });
        }}
      >
        Its URLs stop working at once. Its tables and captures stay. A new integration with the same
        name can use them.
      </ConfirmDialog>
    </div>
  );
}

/** What a change does to rows that are there, to be asked about; null where it does nothing. */
function changeAsked(
  { loading, nested, primaryKey }: PartProps['integration'],
  draft: { loading: string; nested: string; keys: string; newKey: boolean },
): { title: string; text: string } | null {
  const replaced = loading === 'upsert' && primaryKey.length > 0;
  if (draft.nested !== nested || (replaced && (draft.newKey || draft.loading === 'append'))) {
    return {
      title: 'Save and rebuild the tables?',
      text: 'Loads every capture of this integration again. Rows whose captures retention deleted stay as they are.',
    };
  }
  if (draft.loading === 'upsert' && keysOf(draft.keys).length > 0 && !replaced) {
    return {
      title: 'Keep one row for each key?',
      text: 'Keeps the newest row of each key and deletes the others. If you go back to Append, they come back from the captures still held.',
    };
  }
  if (!draft.newKey) return null;
  return {
    title: 'Change the primary key?',
    text: 'Existing rows keep their old key. data_latest leaves out rows without the new key.',
  };
}

function Rules({ integration }: PartProps) {
  const { id, primaryKey, loading, nested, detectTimestamps, strictTypes, jsonInForms } =
    integration;
  const { reservedNames } = integration;
  const rules = { loading, nested, detectTimestamps, strictTypes, jsonInForms, reservedNames };
  const saved = { keys: primaryKey.join(', '), ...rules };
  const [draft, setDraft] = useState(saved);
  const [name, setName] = useState(integration.name);
  const [asking, setAsking] = useState(false);
  const save = useIntegrationChange(
    () => {
      const { keys, ...rest } = draft;
      const rules = { ...rest, primaryKey: keysOf(keys) };
      return api.integrations.update({ id, name, rules });
    },
    { done: 'Saved', failed: 'Not saved' },
  );
  const changed = JSON.stringify(draft) !== JSON.stringify(saved) || name !== integration.name;
  const newKey = keysOf(draft.keys).join() !== primaryKey.join();
  const asked = changeAsked(integration, { ...draft, newKey });
  const fault = save.error === null ? null : readProblem(save.error);
  return (
    <Section title="Loading" help="Applies to new loads. A reset applies it to all rows.">
      <Field label="Name" help={`Its schema stays ${integration.schema}.`}>
        <TextInput value={name} onValueChange={setName} maxLength={200} />
      </Field>
      <RuleFields part="key" draft={draft} onChange={setDraft} fault={fault} />
      <RuleFields part="loading" draft={draft} onChange={setDraft} fault={fault} />
      <div className="flex gap-2">
        <Button
          variant="primary"
          disabled={!changed || save.isPending || integration.rebuilding !== null}
          onClick={() => (asked === null ? save.mutate(undefined) : setAsking(true))}
        >
          Save
        </Button>
        <Button disabled={!changed} onClick={() => (setDraft(saved), setName(integration.name))}>
          Discard
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={asked?.title ?? ''}
        confirmLabel="Save"
        onConfirm={async () => {
          await save.mutateAsync(undefined);
        }}
      >
        {asked?.text}
      </ConfirmDialog>
    </Section>
  );
}
