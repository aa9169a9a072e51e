import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import type { DocumentFormat } from '../../../preload/contract/apps/documents.ts';
import { api, query } from '../../api/client.ts';
import { jsonProblem } from '../../wire/json/json-problem.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { downloadBytes } from '../../ui/platform/download.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { toast } from '../../ui/toast.tsx';
import { DocumentCards } from './cards/document-cards.tsx';
import { DocumentTable } from './document-table.tsx';
import { DocumentDialog } from './document-dialog.tsx';
import { documentId, indentDocument, pageWords, type Place } from './documents.ts';
import { EjsonList } from './ejson-list.tsx';
import { FORMATS, ImportDocuments } from './import-documents.tsx';
import { QueryBox } from './query/query-box.tsx';
import { useSeenFields } from './query/seen-fields.ts';
import { useQueries } from './query/use-queries.ts';

type Look = 'cards' | 'table' | 'ejson';
const LOOKS: readonly { value: Look; label: string }[] = [
  { value: 'cards', label: 'Documents' },
  { value: 'table', label: 'Table' },
  { value: 'ejson', label: 'EJSON' },
];

const LIMITS = ['20', '50', '200'] as const;
type Limit = (typeof LIMITS)[number];

const NONE: readonly string[] = [];

/** Documents of a collection, a page at a time, with a query. */
export function CollectionView(place: Place) {
  const [typed, setTyped] = useState('{}');
  const [asked, setAsked] = useState('{}');
  const [sortTyped, setSortTyped] = useState('');
  const [sort, setSort] = useState('');
  const [limit, setLimit] = useState<Limit>('50');
  const size = Number(limit);
  const [skip, setSkip] = useState(0);
  const [editing, setEditing] = useState<{ text: string; isNew: boolean } | null>(null);
  const cache = useQueryClient();
  const page = useQuery(
    query.documents.read.queryOptions({
      input: { ...place, query: asked, sort, skip, limit: size },
      placeholderData: (before) => before,
      refetchOnMount: 'always',
      retry: false,
    }),
  );
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: query.documents.key() });
  const restore = useMutation({
    mutationFn: (text: string) => api.documents.save({ ...place, document: text, isNew: true }),
    onSuccess: refresh,
    onError: sayNot('Not restored'),
  });
  const remove = useMutation({
    mutationFn: (text: string) => api.documents.remove({ ...place, id: documentId(text) }),
    onSuccess: async ({ removed }, text) => {
      await refresh();
      if (!removed) return;
      toast({
        title: 'Deleted the document',
        action: { label: 'Undo', onSelect: () => restore.mutate(text) },
      });
    },
    onError: sayNot('Not deleted'),
  });
  const [look, setLook] = useState<Look>('cards');
  const [importing, setImporting] = useState(false);
  const exportAs = useMutation({
    mutationFn: (format: DocumentFormat) =>
      api.documents.export({ ...place, format, query: asked }),
    onSuccess: ({ text }, format) =>
      downloadBytes(text, `${place.collection}.${format === 'ejson' ? 'json' : format}`),
    onError: sayNot('Not exported'),
  });
  const problem = jsonProblem(typed, 'object');
  const sortProblem = sortTyped.trim() === '' ? null : jsonProblem(sortTyped, 'object');
  const { queries, remember } = useQueries(place);
  const fields = useSeenFields(place, page.data?.items);
  const total = page.data?.total ?? 0;
  return (
    <section
      aria-label={`${place.database}.${place.collection}`}
      className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 p-4"
    >
      <form
        className="flex flex-wrap items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          setSkip(0);
          setAsked(typed);
          setSort(sortTyped.trim());
          remember(typed);
          void page.refetch();
        }}
      >
        <QueryBox
          label="Query"
          className="min-w-48 flex-2"
          problem={problem}
          value={typed}
          onChange={setTyped}
          placeholder='{"status": "placed"}'
          words={{ fields, asked: queries, of: 'query' }}
        />
        <QueryBox
          label="Sort"
          className="min-w-36 flex-1"
          problem={sortProblem}
          value={sortTyped}
          onChange={setSortTyped}
          placeholder='Sort: {"_id": -1}'
          words={{ fields, asked: NONE, of: 'sort' }}
        />
        <Field label="Documents on a page" hideLabel className="w-20 shrink-0">
          <Select
            value={limit}
            onValueChange={(next) => {
              setSkip(0);
              setLimit(next);
            }}
            options={LIMITS.map((value) => ({ value, label: value }))}
          />
        </Field>
        <Button type="submit" disabled={problem !== null || sortProblem !== null}>
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
      {look === 'cards' && (page.data?.items.length ?? 0) > 0 && (
        <DocumentCards
          place={place}
          items={page.data?.items ?? []}
          onEdit={(text) => setEditing({ text: indentDocument(text), isNew: false })}
          onRemove={(text) => remove.mutate(text)}
          onChanged={() => void refresh()}
        />
      )}
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
          onRemove={(text) => remove.mutate(text)}
        />
      )}
      <footer className="flex items-center gap-2 text-muted">
        <span className="flex-1">{page.error === null && pageWords(skip, size, total)}</span>
        <IconButton
          label="Previous page"
          icon={<ChevronLeft size={16} />}
          disabled={skip === 0}
          onClick={() => setSkip(Math.max(0, skip - size))}
        />
        <IconButton
          label="Next page"
          icon={<ChevronRight size={16} />}
          disabled={skip + size >= total}
          onClick={() => setSkip(skip + size)}
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
