import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { query } from '../../api/client.ts';
import { formatRoute } from '../../navigation/route.ts';
import { ProviderSelect } from '../../senders/provider-select.tsx';
import { SecretForm } from '../../senders/secret-form.tsx';
import { SecretList } from '../../senders/secrets-section.tsx';
import { senderGlyph } from '../../senders/sender-glyph.ts';
import { useProviders } from '../../senders/use-senders.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { formatPlural } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Moment } from '../../ui/time/moment.tsx';
import { shareOf } from '../list/known.ts';
import { useEndpointFacts, useEndpoints } from '../use-endpoints.ts';
import { type SenderPlace, type SenderRow, senderRows } from './sender-rows.ts';

/** A row for each provider that was seen or set, with its secrets. */
export function SendersTab() {
  const endpoints = useEndpoints();
  const facts = useEndpointFacts();
  const secrets = useQuery(query.signatures.secrets.queryOptions({ input: {} }));
  const [added, setAdded] = useState('');
  const error = facts.error ?? secrets.error ?? endpoints.error;
  if (error !== null) {
    return (
      <div className="p-4 sm:px-6">
        <Problem error={error} onRetry={() => void facts.refetch()} />
      </div>
    );
  }
  if (!facts.data || !secrets.data || !endpoints.data) {
    return (
      <div className="p-4 sm:px-6">
        <Spinner label="Loading the senders" />
      </div>
    );
  }
  const known = senderRows(facts.data, secrets.data, endpoints.data);
  const isKnown = added === '' || known.some(({ provider }) => provider === added);
  const fresh: SenderRow[] = isKnown ? [] : [emptyRow(added)];
  const rows = [...fresh, ...known];
  return (
    <div className="flex max-w-[60rem] flex-col gap-4 px-4 py-4 sm:px-6">
      <Field label="Add a secret for" className="flex max-w-96 flex-col gap-1">
        <ProviderSelect value={added} onValueChange={setAdded} withCustom={false} only />
      </Field>
      {rows.length === 0 ? (
        <EmptyState icon={<ShieldCheck size={24} aria-hidden />} title="No sender is known yet">
          Send a signed request to an endpoint, or choose a sender above to add its secret.
        </EmptyState>
      ) : (
        <ul
          aria-label="Senders"
          className="flex flex-col divide-y divide-line rounded-lg border border-line bg-surface"
        >
          {rows.map((row) => (
            <SenderLine key={row.provider} row={row} startsOpen={row.provider === added} />
          ))}
        </ul>
      )}
    </div>
  );
}

const emptyRow = (provider: string): SenderRow => ({
  provider,
  count: 0,
  verified: 0,
  failed: 0,
  newest: null,
  secrets: [],
  endpoints: [],
});

const SHARE = { good: 'text-good', bad: 'text-bad', muted: 'text-muted' } as const;

function SenderLine({ row, startsOpen }: { row: SenderRow; startsOpen: boolean }) {
  const [turned, setTurned] = useState(false);
  const isOpen = startsOpen !== turned;
  const provider = useProviders().find(({ id }) => id === row.provider);
  const label = provider?.label ?? (row.provider === 'custom' ? 'Custom scheme' : row.provider);
  const { share, tone } = shareOf(row, false, row.count > 0);
  return (
    <li className="flex flex-col gap-3 px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="flex min-w-44 flex-1 items-center gap-2">
          <span
            aria-hidden
            className="flex size-6 shrink-0 items-center justify-center rounded-full border border-line bg-hover text-[10px] leading-none font-semibold"
          >
            {senderGlyph(label)}
          </span>
          <h2 className="min-w-0 truncate font-medium">{label}</h2>
        </span>
        <span className="w-32 text-right tabular-nums">
          {row.count === 0 ? (
            <span className="text-muted">no captures</span>
          ) : (
            <a
              className="text-accent-ink hover:underline"
              href={formatRoute({ page: 'captures', id: null, q: `provider:${row.provider}` })}
            >
              {formatPlural(row.count, 'capture')}
            </a>
          )}
        </span>
        <span className={cx('w-28 text-sm tabular-nums', SHARE[tone])}>{share}</span>
        <span className="min-w-40 flex-1 text-sm text-muted">
          {row.newest === null ? (
            ''
          ) : (
            <>
              last <Moment at={row.newest} />
            </>
          )}
        </span>
        <Button
          size="sm"
          className="min-w-28"
          aria-expanded={isOpen}
          onClick={() => setTurned(!turned)}
        >
          {row.secrets.length === 0 ? 'Add a secret' : formatPlural(row.secrets.length, 'secret')}
          <span className="sr-only"> of {label}</span>
        </Button>
      </div>
      <Places places={row.endpoints} />
      {isOpen && (
        <div className="flex max-w-[45rem] flex-col gap-3 pb-1">
          {row.secrets.length > 0 && <SecretList secrets={row.secrets} />}
          {row.provider !== 'custom' && (
            <SecretForm
              owner={{ endpointId: null, provider: row.provider }}
              sender={label}
              asked={provider?.secret ?? 'secret'}
              keyForms={provider?.keyForms ?? []}
            />
          )}
        </div>
      )}
    </li>
  );
}

function Places({ places }: { places: readonly SenderPlace[] }) {
  if (places.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-sm" aria-label="Endpoints">
      {places.map(({ endpoint, isSet }) => (
        <li key={endpoint.id} className="flex min-w-0 items-baseline gap-1">
          <a
            className="min-w-0 truncate text-accent-ink hover:underline"
            href={formatRoute({ page: 'endpoints', id: endpoint.id, tab: 'sender' })}
          >
            {endpoint.name}
          </a>
          <span className="text-muted">{isSet ? 'set' : 'detected'}</span>
        </li>
      ))}
    </ul>
  );
}
