import { useMemo, useState } from 'react';
import type { Integration } from '../../../preload/contract/integrations.ts';
import type { Reject, TableColumn } from '../../../preload/contract/integrations/rows.ts';
import { formatRoute } from '../../navigation/route.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { Moment } from '../../ui/time/moment.tsx';
import { JsonOutline } from '../../wire/json/json-outline.tsx';
import { readOutline } from '../../wire/json/outline.ts';
import { type FieldDiff, recordDiff } from './record-diff.ts';
import { rejectHint } from './reject-hint.ts';

/** A record that is no row: why, how it differs from the table, and a way to try again. */
export function RejectItem(props: {
  integration: Integration;
  reject: Reject;
  /** Columns of the table there is; undefined while they are read. */
  columns: readonly TableColumn[] | undefined;
  loading: boolean;
  onLoad: () => void;
}) {
  const { reject, columns, integration } = props;
  const [showing, setShowing] = useState(false);
  const diff = useMemo(
    () => columns && recordDiff(reject.record, columns, integration),
    [reject.record, columns, integration],
  );
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium break-words text-bad">{reject.reason}</p>
          <p className="text-sm text-muted">{rejectHint(reject.reason)}</p>
        </div>
        {reject.captureId !== null && (
          <>
            <a
              className="text-accent-ink underline"
              href={formatRoute({ page: 'captures', id: reject.captureId })}
            >
              Its capture
            </a>
            <Button size="sm" disabled={props.loading} onClick={props.onLoad}>
              Load again
            </Button>
          </>
        )}
      </div>
      {diff && diff.length > 0 && <Diff diff={diff} />}
      <div className="flex flex-wrap items-center gap-2 text-sm text-muted">
        <Moment at={reject.rejectedAt} />
        {reject.table !== 'data' && <span>Table {reject.table}</span>}
        <span className="flex-1" />
        <CopyButton label="Copy the record" getText={() => reject.record} />
        <Button
          size="sm"
          variant="ghost"
          aria-expanded={showing}
          onClick={() => setShowing(!showing)}
        >
          {showing ? 'Hide the record' : 'Show the record'}
        </Button>
      </div>
      {(showing || diff === null) && <Record text={reject.record} />}
    </li>
  );
}

function Record({ text }: { text: string }) {
  const json = useMemo(() => readOutline(text), [text]);
  return (
    <div className="max-h-72 overflow-auto rounded-md bg-canvas">
      {json === undefined ? (
        <pre
          aria-label="The record"
          // Long records scroll; the keys reach them.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          className="wire p-2 break-all whitespace-pre-wrap"
        >
          {text}
        </pre>
      ) : (
        <JsonOutline label="The record" value={json.value} />
      )}
    </div>
  );
}

const TONES = { bad: 'bad', info: 'info', fits: 'neutral' } as const;

/** What differs, and in one line how much does not. */
function Diff({ diff }: { diff: readonly FieldDiff[] }) {
  const [all, setAll] = useState(false);
  const different = diff.filter(({ tone }) => tone !== 'fits');
  const fits = diff.length - different.length;
  const shown = all || different.length === 0 ? diff : different;
  return (
    <div className="overflow-x-auto rounded-md border border-line">
      <table className="w-full text-left text-sm">
        <thead className="text-muted">
          <tr>
            {['Field', 'Sent', 'Type', 'Columns', ''].map((head) => (
              <th key={head} scope="col" className="px-2 py-1 font-medium">
                {head === '' ? <span className="sr-only">What differs</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {shown.map((one) => (
            <tr key={one.field}>
              <th scope="row" className="wire px-2 py-1 font-normal break-all">
                {one.field}
              </th>
              <td className="wire px-2 py-1 break-all">
                {one.value ?? <span className="whitespace-nowrap text-muted">nothing</span>}
              </td>
              <td className="px-2 py-1 text-muted">{one.type}</td>
              <td className="px-2 py-1 text-muted">{one.columns === '' ? 'none' : one.columns}</td>
              <td className="px-2 py-1">
                <Badge tone={TONES[one.tone]}>{one.what}</Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {different.length > 0 && fits > 0 && (
        <div className="border-t border-line px-1 py-0.5">
          <Button size="sm" variant="ghost" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Only what differs' : formatPlural(fits, 'field fits', 'fields fit')}
          </Button>
        </div>
      )}
    </div>
  );
}
