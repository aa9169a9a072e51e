import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { query } from '../../api/client.ts';
import { HeaderList } from '../../wire/headers/header-list.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { engineSettings, type EngineDraft } from './engine-draft.ts';

/** What the templates make of the newest capture, while they are typed. */
export function EnginePreview({ draft }: { draft: EngineDraft }) {
  const engine = useDeferredValue(engineSettings(draft));
  const { kind } = draft;
  const preview = useQuery(
    query.destinations.preview.queryOptions({
      input: { kind, engine: engine ?? { stream: '' } },
      enabled: engine !== null && kind !== 'http',
      placeholderData: keepPreviousData,
      retry: false,
    }),
  );
  const { data, error } = preview;
  return (
    <section
      aria-label="Preview"
      className="flex min-w-0 flex-col gap-2 rounded-md border border-line bg-canvas px-3 py-2"
    >
      <h3 className="text-sm font-medium text-muted">
        {data?.captureId === null ? 'A test event becomes' : 'The newest capture becomes'}
      </h3>
      {error !== null && <p className="text-sm text-bad">{readProblem(error).message}</p>}
      {error === null && data !== undefined && (
        <>
          <HeaderList pairs={Object.entries(data.place).filter(([, value]) => value !== '')} />
          <details>
            <summary className="text-sm text-muted">Attributes</summary>
            <div className="pt-2">
              <HeaderList pairs={data.attributes} />
            </div>
          </details>
        </>
      )}
    </section>
  );
}
