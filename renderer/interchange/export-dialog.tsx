import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { Export, ExportFormat } from '../../preload/contract/interchange/exports.ts';
import { query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select } from '../ui/field.tsx';
import { formatBytes, formatPlural } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { readProblem } from '../ui/read-problem.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { type Chosen, closeExport, inputOf } from './chosen.ts';
import { CutList } from './cut-list.tsx';
import { cutAlso, cutWord, keepPlace } from './choices.ts';
import { LeftList } from './left-list.tsx';
import { OwnChoices } from './own-choices.tsx';
import { ProfileBar } from './profile-bar.tsx';
import { cancelExport, runExport } from './run-export.ts';
import { useRedaction } from './use-redaction.ts';
import { FORMATS, NOTHING, REDACTIONS } from './words.ts';

/** Asks for a format and for what is cut, shows what that takes away, and writes the file. */
export function ExportDialog({ chosen, open }: { chosen: Chosen; open: boolean }) {
  const [format, setFormat] = useState<ExportFormat>('har');
  const redaction = useRedaction(open);
  const [cutsMore, setCutsMore] = useState(false);
  const [job, setJob] = useState<Export | null>(null);
  const [error, setError] = useState<unknown>(null);
  const preview = useQuery({
    ...query.exports.preview.queryOptions({
      input: { ...inputOf(chosen), ...redaction.input, left: cutsMore },
    }),
    enabled: open,
    // What was captured since counts, too.
    staleTime: 0,
    gcTime: 0,
    placeholderData: (previous) => previous,
  });
  const own = redaction.profiles.map(({ name }) => ({ id: name, label: name }));
  const { choices, gone, change } = redaction;
  const lookAgain = useEffectEvent(redaction.lookAgain);
  const isRefused = readProblem(preview.error).code === 'REDACTION_INVALID';
  useEffect(() => {
    if (isRefused) void lookAgain();
  }, [isRefused]);
  const running = job?.state === 'running';
  const many = preview.data?.captures;

  const close = (): void => {
    if (job !== null && running) cancelExport(job).catch(sayNot('Not canceled'));
    setJob(null);
    setError(null);
    // Each export begins with what is safe: “Nothing” is chosen for one file.
    redaction.reset();
    setCutsMore(false);
    closeExport();
  };
  const start = async (): Promise<void> => {
    setError(null);
    try {
      const ended = await runExport({ chosen, format, ...redaction.input }, setJob);
      if (ended.state === 'canceled') return;
      if (ended.state === 'failed') throw new Error(ended.problem ?? 'The export failed.');
      toast({
        title: `Exported ${formatPlural(ended.done, 'capture')}`,
        description: `${ended.fileName}, ${formatBytes(ended.bytes)}`,
        tone: 'good',
      });
      close();
    } catch (failure) {
      setJob(null);
      // The profile went meanwhile: that is said, and another is chosen in its place.
      const isProfile = readProblem(failure).code === 'REDACTION_INVALID';
      if (isProfile && !(await redaction.lookAgain())) return;
      setError(failure);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      size="lg"
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
            value={redaction.name}
            onValueChange={redaction.choose}
            className="self-start"
          />
        </Field>
        {gone !== null && (
          <p role="alert" className="text-warn">
            {`“${gone}” was deleted or renamed meanwhile. Choose what to leave out; until then, it is what you see here.`}
          </p>
        )}
        <ProfileBar redaction={redaction} />
        {redaction.name === 'none' || choices === undefined ? (
          <p className="text-warn">
            Tokens, cookies and passwords stay in the file. Anyone who gets it can use them.
          </p>
        ) : (
          <>
            {preview.error ? (
              <Problem error={preview.error} />
            ) : (
              preview.data && (
                <CutList
                  preview={preview.data}
                  isOld={preview.isPlaceholderData}
                  choices={choices}
                  onKeep={(cut) => change(keepPlace(choices, cut, preview.data.cut))}
                />
              )
            )}
            <OwnChoices choices={choices} onChange={change} />
            <Button
              aria-expanded={cutsMore}
              className="self-start"
              onClick={() => setCutsMore(!cutsMore)}
            >
              Cut also…
            </Button>
            {cutsMore && preview.data && (
              <LeftList
                left={preview.data.left}
                isOld={preview.isPlaceholderData}
                onCut={(rule) => change(cutAlso(choices, rule))}
                onWord={(word) => change(cutWord(choices, word))}
              />
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
