import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import type { DocumentFormat } from '../../../preload/contract/apps/documents.ts';
import { api, query } from '../../api/client.ts';
import { jsonProblem } from '../../wire/json/json-problem.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field, Select, TextInput } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { downloadBytes } from '../../ui/platform/download.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { DocumentTable } from './document-table.tsx';
import { DocumentDialog } from './document-dialog.tsx';
import { documentId, indentDocument, pageWords, type Place } from './documents.ts';
import { EjsonList } from './ejson-list.tsx';
import { FORMATS, ImportDocuments } from './import-documents.tsx';

type Look = 'table' | 'ejson';
const LOOKS: readonly { value: Look; label: string }[] = [
  { value: 'table', label: 'Table' },
  { value: 'ejson', label: 'EJSON' },
];

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
          onOpen={(text) => setEditing({ text: indentDocument(text), isNew: false })}
        />
      )}
      {(look === 'ejson' || page.data?.items.length === 0) && (
        <EjsonList
          items={page.data?.items ?? []}
          empty={
            page.data === undefined
              ? undefined
              : asked === '{}'
                ? 'No documents yet. Add one, or import a file.'
                : 'No document matches.'
          }
          removing={remove.isPending}
          onEdit={(text) => setEditing({ text: indentDocument(text), isNew: false })}
          onRemove={(text) => remove.mutate(documentId(text))}
        />
      )}
      <footer className="flex items-center gap-2 text-muted">
        <span className="flex-1">{page.error === null && pageWords(skip, PAGE, total)}</span>
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
