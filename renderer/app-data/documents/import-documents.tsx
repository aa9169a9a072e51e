import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { DocumentFormat, ImportMode } from '../../../preload/contract/apps/documents.ts';
import { api } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { formatPlural } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { toast } from '../../ui/toast.tsx';
import type { Place } from './documents.ts';

export const FORMATS: readonly { value: DocumentFormat; label: string }[] = [
  { value: 'json', label: 'JSON' },
  { value: 'ejson', label: 'EJSON, all types kept' },
  { value: 'ndjson', label: 'NDJSON, one per line' },
  { value: 'csv', label: 'CSV' },
];
const MODES: readonly { value: ImportMode; label: string }[] = [
  { value: 'add', label: 'Add; an existing _id is an error' },
  { value: 'replace', label: 'Replace documents with the same _id' },
  { value: 'clear', label: 'Delete all documents first' },
];

const formatOf = (name: string): DocumentFormat => {
  if (/\.csv$|\.tsv$/i.test(name)) return 'csv';
  return /\.(?:ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'json';
};

/** Reads a file into a collection: all of it, or nothing. */
export function ImportDocuments(props: { place: Place; onClose: () => void; onDone: () => void }) {
  const { place, onClose } = props;
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState<DocumentFormat>('json');
  const [mode, setMode] = useState<ImportMode>('add');
  const take = useMutation({
    mutationFn: async (chosen: File) =>
      api.documents.import({ ...place, format, mode, text: await chosen.text() }),
    onSuccess: ({ inserted, replaced }) => {
      const also = replaced === 0 ? '' : `, ${replaced} replaced`;
      toast({ title: `${formatPlural(inserted, 'document')} added${also}`, tone: 'good' });
      props.onDone();
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Import into ${place.collection}`}
      description="If any part of the file is wrong, nothing is imported."
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={mode === 'clear' ? 'danger' : 'primary'}
            disabled={file === null || take.isPending}
            onClick={() => file !== null && take.mutate(file)}
          >
            Import
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {take.error !== null && <Problem error={take.error} />}
        <label className="flex flex-col gap-1 font-medium">
          File
          <input
            type="file"
            accept=".json,.ndjson,.jsonl,.csv,.tsv,.txt"
            className="font-normal"
            onChange={(event) => {
              const chosen = event.target.files?.[0] ?? null;
              setFile(chosen);
              if (chosen !== null) setFormat(formatOf(chosen.name));
            }}
          />
        </label>
        <Field label="Format">
          <Select
            value={format}
            onValueChange={setFormat}
            options={FORMATS.filter(({ value }) => value !== 'ejson').map((one) =>
              one.value === 'json' ? { ...one, label: 'JSON or EJSON' } : one,
            )}
          />
        </Field>
        <Field label="Existing documents">
          <Select value={mode} onValueChange={setMode} options={MODES} />
        </Field>
      </div>
    </Dialog>
  );
}
