import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { query } from '../api/client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Select } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { sayNot } from '../ui/say-not.ts';
import { type Span, SPANS, typedNames } from './draft.ts';
import { ExpectationEditor, type Look } from './expectation-editor.tsx';
import { chooseExpectation, closeExpectations, useExpectationsOpen } from './opened.ts';
import { AllResults, type Result } from './report/all-results.tsx';
import { judgeAll } from './report/judge-all.ts';
import { SavedList } from './saved-list.tsx';

/** All that were judged together, as they come. */
interface All {
  /** Grows with every press: results of one before are not shown. */
  round: number;
  of: number;
  results: readonly Result[];
}

/** Writes, saves and judges expectations. A new one begins as what the search finds. */
export function ExpectationsDialog({ search, open }: { search: string; open: boolean }) {
  const name = useExpectationsOpen((s) => s.name);
  const [look, setLook] = useState<Look>('rows');
  const [span, setSpan] = useState<Span>('hour');
  const [all, setAll] = useState<All | null>(null);
  const [isAllShown, showAll] = useState(false);
  const [opened, setOpened] = useState<Result | null>(null);
  const list = useQuery({ ...query.expectations.list.queryOptions(), enabled: open });
  const drafts = useQuery({ ...query.drafts.list.queryOptions(), enabled: open });
  const saved = list.data ?? [];
  const chosen = saved.find((one) => one.name === name) ?? null;

  const choose = (next: string | null): void => {
    showAll(false);
    setOpened(null);
    chooseExpectation(next);
  };
  const judge = (during: Span): void => {
    const round = (all?.round ?? 0) + 1;
    setAll({ round, of: saved.length, results: [] });
    showAll(true);
    const ofRound = (next: (now: All) => All) =>
      setAll((now) => (now?.round === round ? next(now) : now));
    judgeAll(during, {
      found: (of) => ofRound((now) => ({ ...now, of })),
      judged: (result) => ofRound((now) => ({ ...now, results: [...now.results, result] })),
    }).catch(sayNot('Not judged'));
  };

  return (
    <Dialog
      open={open}
      onClose={closeExpectations}
      title="Expectations"
      description="Rules that your captures have to follow. The command backstitch expect checks the same ones."
      size="lg"
    >
      <div className="flex flex-col gap-4 pt-1 sm:flex-row">
        <SavedList
          saved={saved}
          chosen={isAllShown ? undefined : (chosen?.name ?? null)}
          typed={typedNames(drafts.data ?? [])}
          onChoose={choose}
          onJudgeAll={() => judge(span)}
        />
        {list.error !== null ? (
          <Problem error={list.error} onRetry={() => void list.refetch()} />
        ) : isAllShown && all !== null ? (
          <div className="flex min-w-0 flex-1 flex-col gap-3">
            <Field label="Judge" hideLabel>
              <Select
                className="max-w-64"
                options={SPANS.map(({ id, label }) => ({ value: id, label }))}
                value={span}
                onValueChange={(next) => {
                  setSpan(next);
                  judge(next);
                }}
              />
            </Field>
            <AllResults
              results={all.results}
              of={all.of}
              onOpen={(result) => {
                showAll(false);
                setOpened(result);
                chooseExpectation(result.name);
              }}
            />
          </div>
        ) : list.data === undefined ? null : (
          <ExpectationEditor
            key={chosen?.name ?? ''}
            saved={chosen}
            search={search}
            look={look}
            onLook={setLook}
            span={span}
            onSpan={setSpan}
            report={opened?.name === chosen?.name ? (opened?.report ?? null) : null}
          />
        )}
      </div>
    </Dialog>
  );
}
