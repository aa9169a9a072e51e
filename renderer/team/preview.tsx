import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TeamPreview } from '../../preload/contract/team.ts';
import { query } from '../api/client.ts';
import { ruleWords } from '../interchange/words.ts';
import { Button } from '../ui/button.tsx';
import { formatCount } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Section } from '../ui/section.tsx';
import { rulesOf, type TeamDraft } from './draft.ts';

/** What came from elsewhere is never shared, so it says nothing. */
const NEWEST = { search: '-is:imported', limit: 1 };

/** What of the newest capture would leave this computer, by the rules as they stand in the form. */
export function Preview({ draft }: { draft: TeamDraft }) {
  const newest = useQuery(query.captures.list.queryOptions({ input: NEWEST }));
  const id = newest.data?.items[0]?.id;
  return (
    <Section
      title="What would leave"
      help="Your newest capture, by the rules above as they stand now. Nothing leaves for this."
    >
      {newest.error ? (
        <Problem error={newest.error} onRetry={() => void newest.refetch()} />
      ) : id === undefined ? (
        newest.data && <p className="text-muted">Nothing has arrived here yet.</p>
      ) : (
        <OfCapture id={id} draft={draft} />
      )}
      {newest.data && (
        <Button
          size="sm"
          className="self-start"
          disabled={newest.isFetching}
          onClick={() => void newest.refetch()}
        >
          Take the newest
        </Button>
      )}
    </Section>
  );
}

function OfCapture({
  id,
  draft,
}: {
  id: Parameters<typeof query.team.preview.call>[0]['id'];
  draft: TeamDraft;
}) {
  const { redaction } = draft;
  const preview = useQuery({
    ...query.team.preview.queryOptions({ input: { id, redaction, rules: rulesOf(draft) } }),
    placeholderData: keepPreviousData,
  });
  if (preview.error)
    return <Problem error={preview.error} onRetry={() => void preview.refetch()} />;
  if (preview.data === undefined) return null;
  return preview.data.shared ? (
    <Shown preview={preview.data} />
  ) : (
    <p className="text-muted">{preview.data.why}</p>
  );
}

function Shown({ preview }: { preview: TeamPreview }) {
  const { target, headers, body, cuts } = preview;
  return (
    <>
      <div
        role="group"
        aria-label="What would leave"
        // It scrolls: keys must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="wire max-h-72 overflow-auto rounded-md border border-line bg-surface p-2"
      >
        <p className="break-all">{target}</p>
        {headers.map(([name, value], at) => (
          // A name may come twice.
          // oxlint-disable-next-line react/no-array-index-key
          <p key={`${at} ${name}`} className="break-all">
            <span className="text-muted">{name}:</span> {value}
          </p>
        ))}
        {body !== '' && <pre className="mt-2 break-all whitespace-pre-wrap">{body}</pre>}
      </div>
      {cuts.length === 0 ? (
        <p className="text-muted">Nothing is cut out of it.</p>
      ) : (
        <table className="w-full text-left text-sm">
          <caption className="sr-only">What is cut out of it</caption>
          <thead className="text-muted">
            <tr>
              <th scope="col" className="py-1 pr-3 font-medium">
                What is cut out
              </th>
              <th scope="col" className="py-1 pr-3 font-medium">
                Where
              </th>
              <th scope="col" className="py-1 text-right font-medium">
                Times
              </th>
            </tr>
          </thead>
          <tbody>
            {cuts.map(({ place, name, count }) => (
              <tr key={`${place} ${name}`} className="border-t border-line">
                <td className="py-1 pr-3">{ruleWords(name)}</td>
                <td className="wire py-1 pr-3 break-all">{place}</td>
                <td className="py-1 text-right tabular-nums">{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
