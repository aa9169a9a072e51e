import type { InferredLoad } from './load-of.ts';
import { formatRoute } from '../../../../navigation/route.ts';
import { Badge } from '../../../../ui/badge.tsx';
import { formatPlural } from '../../../../ui/format.ts';
import { Moment } from '../../../../ui/time/moment.tsx';

/** The way of a capture into the table of its integration. */
export function LoadFacts({ load }: { load: InferredLoad }) {
  const { integrationId, name, state, batch, records, rows, rejects, newColumns } = load;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-3">
        <span className="font-medium">{name}</span>
        {state === 'waiting' ? (
          <Badge tone="info">Waiting to be loaded</Badge>
        ) : (
          <Badge tone={rejects.length === 0 ? 'good' : 'warn'}>Loaded</Badge>
        )}
        <a
          className="text-accent-ink underline"
          href={formatRoute({ page: 'integrations', id: integrationId, part: 'rows' })}
        >
          Open the data
        </a>
      </p>
      {batch !== null && (
        <ol className="flex flex-col gap-1">
          <li>{formatPlural(records, 'record')} read</li>
          {newColumns.length > 0 && (
            <li>
              New columns: <span className="wire">{newColumns.join(', ')}</span>
            </li>
          )}
          <li>
            {formatPlural(rows, 'row')} written, <Moment at={batch.startedAt} />
          </li>
          {load.firstSequence !== null && (
            <li className="text-muted">
              from sequence <span className="wire">{load.firstSequence}</span>
            </li>
          )}
        </ol>
      )}
      {rejects.length > 0 && (
        <section aria-label="Rejected records">
          <h3 className="pb-1 font-semibold">{formatPlural(rejects.length, 'rejected record')}</h3>
          <ul className="flex flex-col gap-2">
            {rejects.map((reject) => (
              <li key={reject.id}>
                <p className="text-bad">{reject.reason}</p>
                <pre className="wire max-h-24 overflow-auto break-all whitespace-pre-wrap text-muted">
                  {reject.record}
                </pre>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
