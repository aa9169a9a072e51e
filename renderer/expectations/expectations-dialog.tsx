import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SavedExpectation } from '../../preload/contract/interchange/expectations.ts';
import { api, query } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy/copy-text.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select, TextArea, TextInput } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { toast } from '../ui/toast.tsx';
import { expectationOf, fileOf, readDraft, type Span, spanInput, SPANS, textOf } from './draft.ts';
import { closeExpectations } from './opened.ts';
import { ReportView } from './report-view.tsx';
import { SavedList } from './saved-list.tsx';

/** Writes, saves and judges expectations. A new one begins as what the search finds. */
export function ExpectationsDialog({ search, open }: { search: string; open: boolean }) {
  const [name, setName] = useState('');
  const [text, setText] = useState(() => textOf(expectationOf(search)));
  const [span, setSpan] = useState<Span>('hour');
  const [opened, setOpened] = useState<string | null>(null);
  const cache = useQueryClient();
  const list = query.expectations.list.queryOptions();
  const saved = useQuery({ ...list, enabled: open, staleTime: 0 });
  const refresh = () => cache.invalidateQueries({ queryKey: list.queryKey });
  const draft = readDraft(text);

  const check = useMutation({
    mutationFn: async () => {
      if (!draft.ok) throw new Error(draft.problem);
      return api.expectations.check({ expectation: draft.expectation, ...spanInput(span) });
    },
  });
  const save = useMutation({
    mutationFn: async () => {
      if (!draft.ok) throw new Error(draft.problem);
      return api.expectations.save({ name: name.trim(), expectation: draft.expectation });
    },
    async onSuccess(done) {
      setOpened(done.name);
      toast({ title: `Saved “${done.name}”`, tone: 'good' });
      await refresh();
    },
  });
  const remove = useMutation({
    mutationFn: ({ name: gone }: SavedExpectation) => api.expectations.remove({ name: gone }),
    onSuccess: refresh,
  });
  const begin = (next: { name: string; text: string; opened: string | null }): void => {
    setName(next.name);
    setText(next.text);
    setOpened(next.opened);
    for (const one of [check, save, remove]) one.reset();
  };
  const beginNew = (): void =>
    begin({ name: '', text: textOf(expectationOf(search)), opened: null });
  const copy = async (): Promise<void> => {
    if (!draft.ok) return;
    await copyText(fileOf(name, draft.expectation));
    toast({ title: 'Copied as a file for backstitch expect' });
  };
  const problem = check.error ?? save.error ?? remove.error ?? saved.error;

  return (
    <Dialog
      open={open}
      onClose={closeExpectations}
      title="Expectations"
      description="What captures must hold to. The command backstitch expect judges by the same."
      size="lg"
      footer={
        <>
          <Button disabled={!draft.ok} onClick={() => void copy()} className="mr-auto">
            Copy as a file
          </Button>
          <Button
            disabled={!draft.ok || name.trim() === '' || save.isPending}
            onClick={() => save.mutate()}
          >
            Save
          </Button>
          <Button
            variant="primary"
            disabled={!draft.ok || check.isPending}
            onClick={() => check.mutate()}
          >
            {check.isPending ? 'Judging…' : 'Judge'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 sm:flex-row">
        <SavedList
          saved={saved.data ?? []}
          open={opened}
          onOpen={(one) =>
            begin({ name: one.name, text: textOf(one.expectation), opened: one.name })
          }
          onNew={beginNew}
          onRemove={(one) => {
            remove.mutate(one);
            if (one.name === opened) beginNew();
          }}
        />
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <Field label="Name">
            <TextInput value={name} maxLength={100} onValueChange={setName} />
          </Field>
          <Field
            label="Expectation"
            error={draft.ok ? undefined : draft.problem}
            help="JSON: search, count, within, order, each, some, distinct."
          >
            <TextArea mono rows={9} value={text} onValueChange={setText} />
          </Field>
          <Field label="Judge">
            <Select
              options={SPANS.map(({ id, label }) => ({ value: id, label }))}
              value={span}
              onValueChange={setSpan}
              className="self-start"
            />
          </Field>
          {problem !== null && <Problem error={problem} />}
          {check.data !== undefined && check.error === null && <ReportView report={check.data} />}
        </div>
      </div>
    </Dialog>
  );
}
