import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { EventTypeDetail, SchemaForm } from '../../preload/contract/captures/event-types.ts';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Choices } from '../ui/form/choices.tsx';
import { downloadBytes } from '../ui/platform/download.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { FORMS } from './forms.ts';

/** The type as text for one's own code. */
export function CodePart({ type }: { type: EventTypeDetail }) {
  const [form, setForm] = useState<SchemaForm>('typescript');
  const file = useQuery(query.events.schema.queryOptions({ input: { id: type.id, as: form } }));
  const language = FORMS.find(({ id }) => id === form)?.language ?? 'text';
  const { data } = file;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 px-4 py-4 sm:px-6">
      <div className="flex flex-wrap items-center gap-2">
        <Choices label="Language" items={FORMS} value={form} onChange={setForm} />
        <span className="flex-1" />
        {data !== undefined && (
          <>
            <CopyButton getText={() => data.text} label="Copy the code" text="Copy" />
            <Button
              icon={<Download size={14} />}
              onClick={() => downloadBytes(data.text, data.name)}
            >
              Save {data.name}
            </Button>
          </>
        )}
      </div>
      {file.error !== null && <Problem error={file.error} onRetry={() => void file.refetch()} />}
      {data === undefined && file.error === null && <Spinner label="Writing the code" />}
      {data !== undefined && (
        <div className="flex min-h-64 flex-1 flex-col overflow-hidden rounded-lg border border-line">
          <CodeEditor
            key={`${form} ${data.text}`}
            value={data.text}
            language={language}
            readOnly
            diagnostics={[]}
            label={`${type.title} as ${form}`}
            className="min-h-0 flex-1"
          />
        </div>
      )}
    </div>
  );
}
