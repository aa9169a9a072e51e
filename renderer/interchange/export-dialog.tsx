import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Export, ExportFormat } from '../../preload/contract/interchange/exports.ts';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select } from '../ui/field.tsx';
import { formatBytes, formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { type Chosen, closeExport, inputOf } from './chosen.ts';
import { CutList } from './cut-list.tsx';
import { cancelExport, runExport } from './run-export.ts';
import { FORMATS, NOTHING, REDACTIONS } from './words.ts';

/** Asks for a format and for what is cut, shows what that takes away, and writes the file. */
export function ExportDialog({ chosen, open }: { chosen: Chosen; open: boolean }) {
  const [format, setFormat] = useState<ExportFormat>('har');
  const [redaction, setRedaction] = useState('default');
  const [job, setJob] = useState<Export | null>(null);
  const [error, setError] = useState<unknown>(null);
  const preview = useQuery({
    ...query.exports.preview.queryOptions({ input: { ...inputOf(chosen), redaction } }),
    enabled: open,
    // What was captured since counts, too.
    staleTime: 0,
    gcTime: 0,
    placeholderData: (previous) => previous,
  });
  const profiles = useQuery({
    ...query.redaction.list.queryOptions(),
    enabled: open,
    // They are made by scripts and in other windows.
    staleTime: 0,
  });
  const own = profiles.data?.map(({ name }) => ({ id: name, label: name })) ?? [];
  const running = job?.state === 'running';
  const many = preview.data?.captures;

  const close = (): void => {
    if (job !== null && running) cancelExport(job).catch(sayNot('Not canceled'));
    setJob(null);
    setError(null);
    // Each export begins with what is safe: “Nothing” is chosen for one file.
    setRedaction('default');
    closeExport();
  };
  const start = async (): Promise<void> => {
    setError(null);
    try {
      const ended = await runExport({ chosen, format, redaction }, setJob);
      if (ended.state === 'canceled') return;
      if (ended.state === 'failed') throw new Error(ended.problem ?? 'The export failed.');
      toast({
        title: `Exported ${formatPlural(ended.done, 'capture')}`,
        description: `${ended.fileName}, ${formatBytes(ended.bytes)}`,
        tone: 'good',
      });
      close();
    } catch (failure) {
      setError(failure);
      setJob(null);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={many === undefined ? 'Export captures' : `Export ${formatPlural(many, 'capture')}`}
      footer={
        <>
          {job !== null && running && (
            <p role="status" className="mr-auto text-sm text-muted tabular-nums">
              {`${job.done} of ${formatPlural(job.total, 'capture')}, ${formatBytes(job.bytes)}`}
            </p>
          )}
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            disabled={running || many === undefined || many === 0}
            onClick={() => void start()}
          >
            {running ? 'Exporting…' : 'Export'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {error !== null && <Problem error={error} />}
        <div className="flex flex-col gap-1">
          <Field label="Format">
            <Select
              options={FORMATS.map(({ id, label }) => ({ value: id, label }))}
              value={format}
              onValueChange={setFormat}
              className="self-start"
            />
          </Field>
          <p className="text-sm text-muted">{FORMATS.find(({ id }) => id === format)?.about}</p>
        </div>
        <Field label="Leave out">
          <Select
            options={[...REDACTIONS, ...own, NOTHING].map(({ id, label }) => ({
              value: id,
              label,
            }))}
            value={redaction}
            onValueChange={setRedaction}
            className="self-start"
          />
        </Field>
        {redaction === 'none' ? (
          <p className="text-warn">
            Tokens, cookies and passwords stay in the file. Anyone who gets it can use them.
          </p>
        ) : preview.error ? (
          <Problem error={preview.error} />
        ) : (
          preview.data && <CutList preview={preview.data} isOld={preview.isPlaceholderData} />
        )}
      </div>
    </Dialog>
  );
}
