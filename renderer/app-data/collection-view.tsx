import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import type { AppId } from '../../preload/contract/app-model.ts';
import type { DocumentFormat } from '../../preload/contract/documents.ts';
import { api, query } from '../api/client.ts';
import { jsonProblem } from '../wire/json/json-problem.ts';
import { sayNot } from '../ui/say-not.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select, TextInput } from '../ui/field.tsx';
import { formatCount } from '../ui/format.ts';
import { Menu } from '../ui/menu.tsx';
import { downloadBytes } from '../ui/platform/download.ts';
import { Problem } from '../ui/problem.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { DocumentTable } from './document-table.tsx';
import { suggestEjson } from './ejson-words.ts';
import { FORMATS, ImportDocuments } from './import-documents.tsx';

type Look = 'table' | 'ejson';
const LOOKS: readonly { value: Look; label: string }[] = [
  { value: 'table', label: 'Table' },
  { value: 'ejson', label: 'EJSON' },
];

export interface Place {
  appId: AppId;
  service: string;
  database: string;
  collection: string;
}

const PAGE = 50;

/** Documents of a collection, a page at a time, with a query. */
export function CollectionView(place: Place) {
  const [typed, setTyped] = useState('{}');
  const [asked, setAsked] = useState('{}');
  const [skip, setSkip] = useState(0);
  const [editing, setEditing] = useState<{ text: string; isNew: boolean } | null>(null);
  const cache = useQueryClient();
  const page = useQuery(
    query.documents.read.queryOptions({
      input: { ...place, query: asked, skip, limit: PAGE },
      placeholderData: (before) => before,
      refetchOnMount: 'always',
      retry: false,
    }),
  );
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: query.documents.key() });
  const remove = useMutation({
    mutationFn: (id: string) => api.documents.remove({ ...place, id }),
    onSuccess: refresh,
    onError: sayNot('Not deleted'),
  });
  const [look, setLook] = useState<Look>('table');
  const [importing, setImporting] = useState(false);
  const exportAs = useMutation({
    mutationFn: (format: DocumentFormat) =>
      api.documents.export({ ...place, format, query: asked }),
    onSuccess: ({ text }, format) =>
      downloadBytes(text, `${place.collection}.${format === 'ejson' ? 'json' : format}`),
    onError: sayNot('Not exported'),
  });
  const problem = jsonProblem(typed, 'object');
  const total = page.data?.total ?? 0;
  return (
    <section
      aria-label={`${place.database}.${place.collection}`}
      className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 p-4"
    >
      <form
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          setSkip(0);
          setAsked(typed);
          void page.refetch();
        }}
      >
        <Field
          label="Query"
          hideLabel
          className="flex min-w-0 flex-1 flex-col gap-1"
          error={problem ?? undefined}
        >
          <TextInput
            mono
            value={typed}
            onValueChange={setTyped}
            placeholder='{"status": "placed"}'
          />
        </Field>
        <Button type="submit" disabled={problem !== null}>
          Find
        </Button>
        <Button
          icon={<Plus size={14} />}
          onClick={() => setEditing({ text: '{\n    \n}', isNew: true })}
        >
          Add
        </Button>
        <Field label="Shown as" hideLabel className="w-28 shrink-0">
          <Select value={look} onValueChange={setLook} options={LOOKS} />
        </Field>
        <Menu
          trigger={<IconButton label="Files" icon={<Ellipsis size={16} />} />}
          items={[
            { id: 'import', label: 'Import a file', onSelect: () => setImporting(true) },
            'separator',
            ...FORMATS.map(({ value, label }) => ({
              id: value,
              label: `Export as ${label}`,
              onSelect: () => exportAs.mutate(value),
            })),
          ]}
        />
      </form>
      {page.error !== null && <Problem error={page.error} onRetry={() => void page.refetch()} />}
      {page.isPending && <Spinner label="Loading the documents" />}
      {look === 'table' && (page.data?.items.length ?? 0) > 0 && (
        <DocumentTable
          items={page.data?.items ?? []}
          onOpen={(text) => setEditing({ text: pretty(text), isNew: false })}
        />
      )}
      {(look === 'ejson' || page.data?.items.length === 0) && (
        <ul className="min-h-0 flex-1 divide-y divide-line overflow-auto rounded-lg border border-line bg-surface">
          {page.data?.items.map((text) => (
            <li key={text} className="flex items-start gap-2 px-3 py-2">
              <pre className="wire min-w-0 flex-1 overflow-hidden break-all whitespace-pre-wrap">
                {text}
              </pre>
              <Button size="sm" onClick={() => setEditing({ text: pretty(text), isNew: false })}>
                Edit
              </Button>
              <Button
                size="sm"
                variant="ghost"
                disabled={remove.isPending}
                onClick={() => remove.mutate(idOf(text))}
              >
                Delete
              </Button>
            </li>
          ))}
          {page.data?.items.length === 0 && (
            <li className="p-8 text-center text-muted">
              {asked === '{}'
                ? 'No documents yet. Add one, or import a file.'
                : 'No document is found.'}
            </li>
          )}
        </ul>
      )}
      <footer className="flex items-center gap-2 text-muted">
        <span className="flex-1">
          {page.error !== null
            ? ''
            : total === 0
              ? 'None'
              : `${formatCount(skip + 1)} to ${formatCount(Math.min(skip + PAGE, total))} of ${formatCount(total)}`}
        </span>
        <IconButton
          label="Previous page"
          icon={<ChevronLeft size={16} />}
          disabled={skip === 0}
          onClick={() => setSkip(Math.max(0, skip - PAGE))}
        />
        <IconButton
          label="Next page"
          icon={<ChevronRight size={16} />}
          disabled={skip + PAGE >= total}
          onClick={() => setSkip(skip + PAGE)}
        />
      </footer>
      {importing && (
        <ImportDocuments
          place={place}
          onClose={() => setImporting(false)}
          onDone={() => void refresh()}
        />
      )}
      {editing !== null && (
        <DocumentDialog
          place={place}
          {...editing}
          onClose={() => setEditing(null)}
          onSaved={() => void refresh()}
        />
      )}
    </section>
  );
}

/** EJSON of the `_id` of a document. */
function idOf(text: string): string {
  const parsed: unknown = JSON.parse(text);
  return JSON.stringify(
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, '_id') : null,
  );
}
const pretty = (text: string): string => JSON.stringify(JSON.parse(text), null, 4);

function DocumentDialog(props: {
  place: Place;
  text: string;
  isNew: boolean;
  onClose: () => void;
  onSaved: () => void;
}) {
  const [text, setText] = useState(props.text);
  const save = useMutation({
    mutationFn: () => api.documents.save({ ...props.place, document: text, isNew: props.isNew }),
    onSuccess: () => {
      props.onSaved();
      props.onClose();
    },
  });
  const problem = jsonProblem(text, 'object');
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.isNew ? 'Add a document' : 'Edit the document'}
      description='EJSON: write types as {"$oid": …}, {"$date": …}; Ctrl+Space offers them.'
      size="lg"
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={problem !== null || save.isPending}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2">
        {save.error !== null && <Problem error={save.error} />}
        <CodeEditor
          language="json"
          label="Document"
          value={text}
          onChange={setText}
          completions={suggestEjson}
          minHeight={280}
          maxHeight={480}
        />
        {problem !== null && <p className="text-sm text-bad">{problem}</p>}
      </div>
    </Dialog>
  );
}
