import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type {
  ExpectationReport,
  SavedExpectation,
} from '../../preload/contract/interchange/expectations.ts';
import { api } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { useDraft } from '../drafts/use-draft.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy/copy-text.ts';
import { Field, Select, TextInput } from '../ui/field.tsx';
import { Choices } from '../ui/form/choices.tsx';
import { Problem } from '../ui/problem.tsx';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { ChecksForm } from './checks/checks-form.tsx';
import {
  DRAFT_WORDS,
  draftKey,
  expectationOf,
  fileOf,
  readDraft,
  type Span,
  spanInput,
  SPANS,
  textOf,
} from './draft.ts';
import { JsonPart } from './json-part.tsx';
import { chooseExpectation } from './opened.ts';
import { ReportView } from './report/report-view.tsx';
import { baseOf, refreshSaved, SAVING } from './saved-actions.ts';
import { useMistakes } from './use-mistakes.ts';

const LOOKS = [
  { id: 'rows', label: 'Checks' },
  { id: 'json', label: 'JSON' },
] as const;
export type Look = (typeof LOOKS)[number]['id'];

/** One expectation as it is written, saved and judged. */
export function ExpectationEditor(props: {
  /** Null: a new one. */
  saved: SavedExpectation | null;
  /** What a new one begins with. */
  search: string;
  look: Look;
  onLook: (look: Look) => void;
  span: Span;
  onSpan: (span: Span) => void;
  /** What it came to when all were judged. */
  report: ExpectationReport | null;
}) {
  const { saved, search, look, span, onLook } = props;
  const [judged, setJudged] = useState(props.report);
  const titleId = useId();
  const draft = useDraft({
    key: draftKey(saved?.name ?? null),
    kind: 'expectation',
    base: saved === null ? null : baseOf(saved),
    saved: {
      name: saved?.name ?? '',
      text: textOf(saved?.expectation ?? expectationOf(search)),
    },
  });
  const { name, text } = draft.value;
  const read = readDraft(text);
  const mistakes = useMistakes(text);
  const expectation = () => {
    if (!read.ok) throw new Error(read.problem);
    return read.expectation;
  };
  const check = useMutation({
    mutationFn: () => api.expectations.check({ expectation: expectation(), ...spanInput(span) }),
    onSuccess: setJudged,
  });
  const save = useMutation({
    mutationKey: SAVING,
    mutationFn: () =>
      api.expectations.save({
        name: name.trim(),
        expectation: expectation(),
        // A new one never takes the place of another without a word.
        replace: saved !== null,
      }),
    async onSuccess(done) {
      await refreshSaved();
      draft.discard();
      chooseExpectation(done.name);
      toast({ title: `Saved “${done.name}”`, tone: 'good' });
    },
  });
  const change = (next: string): void => {
    draft.change({ name, text: next });
    for (const one of [check, save]) one.reset();
    setJudged(null);
  };
  const copy = async (): Promise<void> => {
    await copyText(fileOf(name, expectation()));
    toast({ title: 'Copied as a file for backstitch expect' });
  };
  const problem = check.error ?? save.error;
  const canSave = read.ok && name.trim() !== '' && !save.isPending;

  if (!draft.isRead) return null;

  return (
    <section aria-labelledby={titleId} className="flex min-w-0 flex-1 flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 id={titleId} className="min-w-0 truncate text-lg font-semibold">
          {saved?.name ?? 'New expectation'}
        </h3>
        <Choices label="Write it as" items={LOOKS} value={look} onChange={onLook} />
      </div>
      <DraftBar draft={draft} words={DRAFT_WORDS} />
      {saved === null && (
        <Field label="Name">
          <TextInput
            value={name}
            maxLength={100}
            placeholder="Needed to save it"
            onValueChange={(next) => draft.change({ name: next, text })}
          />
        </Field>
      )}
      {look === 'rows' ? (
        <ChecksForm
          text={text}
          mistakes={mistakes}
          onChange={change}
          onJson={() => onLook('json')}
        />
      ) : (
        <JsonPart text={text} mistakes={mistakes} onChange={change} />
      )}
      <div className="flex flex-wrap items-end gap-2 border-t border-line pt-3">
        <Field label="Judge" hideLabel className="mr-auto">
          <Select
            options={SPANS.map(({ id, label }) => ({ value: id, label }))}
            value={span}
            onValueChange={props.onSpan}
          />
        </Field>
        <Button
          variant="ghost"
          disabled={!read.ok}
          onClick={() => void copy().catch(sayNot('Not copied'))}
        >
          Copy as a file
        </Button>
        <Button
          disabled={!canSave || (saved !== null && !draft.isChanged)}
          onClick={() => save.mutate()}
        >
          Save
        </Button>
        <Button
          variant="primary"
          disabled={!read.ok || check.isPending}
          onClick={() => check.mutate()}
        >
          {check.isPending ? 'Judging…' : 'Judge'}
        </Button>
      </div>
      {problem !== null && <Problem error={problem} />}
      {judged !== null && problem === null && <ReportView report={judged} />}
    </section>
  );
}
