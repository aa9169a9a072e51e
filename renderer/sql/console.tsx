import { ListTree, PanelLeft, Play, Route as PlanIcon, Save, Square } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { readChord } from '../keys/chord.ts';
import { presentKeys, shortcutOf, useKeymap } from '../keys/keymap.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { Button } from '../ui/button.tsx';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import type { CodeDiagnostic } from '../ui/code/code-props.ts';
import { Split } from '../ui/split.tsx';
import type { SchemaTables } from './text/sql-completions.ts';
import { completeSql } from './text/sql-completions.ts';
import { ParameterFields } from './text/parameter-fields.tsx';
import {
  parametersOf,
  readParameter,
  type Stretch,
  type Wanted,
  wantedOf,
} from './text/statements.ts';
import { RunOutcome } from './run-outcome.tsx';
import { cancelRun, type Run, startRun, useRuns } from './runs.ts';
import { mistakeOf } from './text/mistake-place.ts';
import { SaveQuery } from './save-query.tsx';
import { pressSqlButton, type SqlButton } from './sql-buttons.ts';
import { SQL_WORDS, type useSqlTab } from './tabs/sql-tab.ts';
import type { KeepQuery } from './use-save.ts';

/** Commands whose keys the editor would take for its own. */
const IN_EDITOR: readonly SqlButton[] = ['run', 'explain'];

/** One tab: its query over what came of it. */
export function Console(props: {
  tab: string;
  draft: ReturnType<typeof useSqlTab>;
  tables: readonly SchemaTables[];
  selection: Stretch;
  onSelection: (selection: Stretch) => void;
  goTo: Stretch | null;
  onGoTo: (place: Stretch) => void;
  save: KeepQuery;
  side: boolean;
  onSide: () => void;
}) {
  const { tab, draft, tables, selection } = props;
  const { text, values, saved } = draft.value;
  const run = useRuns(({ by }) => by[tab]);
  const [naming, setNaming] = useState(false);
  const wanted = wantedOf(text, selection);
  const names = wanted === null ? [] : parametersOf(text.slice(wanted.from, wanted.to));
  const isRunning = run?.state === 'running';
  const start = (kind: Run['kind']): void => {
    if (wanted === null) return;
    const params = Object.fromEntries(
      names.map((name) => [name, readParameter(values[name] ?? '')]),
    );
    void startRun(tab, { kind, text, from: wanted.from, to: wanted.to, params });
  };
  const mistake = run === undefined ? null : mistakeOf(run, text);
  const marks: CodeDiagnostic[] = mistake === null ? [] : [mistake];
  const isEmpty = text.trim() === '';
  return (
    <>
      <Split
        id="sql"
        label="Height of the query"
        direction="vertical"
        startSize={30}
        minPx={130}
        start={
          // The keys of the console go before those of the editor.
          // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
          <div
            className="flex min-h-0 flex-1 flex-col"
            onKeyDownCapture={(event) => runByKey(event)}
          >
            <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-auto p-3 pb-1.5">
              {draft.other !== null && <DraftBar draft={draft} words={SQL_WORDS} />}
              <CodeEditor
                className="min-h-20 flex-1"
                label="Query"
                language="sql"
                value={text}
                onChange={(next) => draft.update((before) => ({ ...before, text: next }))}
                onSelection={props.onSelection}
                goTo={props.goTo}
                diagnostics={marks}
                completions={(value, cursor) => completeSql(value, cursor, tables)}
              />
              <ParameterFields
                names={names}
                values={values}
                onChange={(name, value) =>
                  draft.update((before) => ({
                    ...before,
                    values: { ...before.values, [name]: value },
                  }))
                }
              />
            </div>
            <div className="flex shrink-0 flex-wrap items-center gap-2 px-3 pt-0.5 pb-2.5">
              {isRunning ? (
                <Button
                  icon={<Square size={14} />}
                  data-sql="cancel"
                  onClick={() => cancelRun(tab)}
                >
                  Cancel
                </Button>
              ) : (
                <Button
                  variant="primary"
                  icon={<Play size={14} />}
                  data-sql="run"
                  disabled={wanted === null}
                  onClick={() => start('rows')}
                >
                  Run
                </Button>
              )}
              <Button
                icon={<PlanIcon size={14} />}
                data-sql="explain"
                disabled={wanted === null || isRunning}
                onClick={() => start('plan')}
              >
                Explain
              </Button>
              <Button
                icon={<Save size={14} />}
                data-sql="save"
                disabled={isEmpty}
                onClick={() => (saved === null ? setNaming(true) : props.save.again(saved, text))}
              >
                {saved === null ? 'Save query' : 'Save'}
              </Button>
              <Button
                className="min-[60rem]:hidden"
                icon={<PanelLeft size={14} />}
                aria-expanded={props.side}
                onClick={props.onSide}
              >
                Tables
              </Button>
              <RunWords wanted={wanted} />
            </div>
          </div>
        }
        end={
          <div className="flex min-h-0 flex-1 flex-col overflow-auto bg-surface">
            {run === undefined ? (
              <Nothing />
            ) : (
              <RunOutcome
                tab={tab}
                run={run}
                text={text}
                queryId={saved?.id ?? null}
                onMistake={props.onGoTo}
              />
            )}
          </div>
        }
      />
      {naming && (
        <SaveQuery
          sql={text}
          onSaved={(kept) => props.save.taken(kept)}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  );
}

/** Runs what a chord asks for before the editor takes it for a line break. */
function runByKey(event: KeyboardEvent): void {
  const keys = useKeymap.getState();
  const chord = readChord(event.nativeEvent);
  const name = IN_EDITOR.find((one) => {
    const command = keys.commands.find(({ id }) => id === `sql-${one}`);
    return command !== undefined && presentKeys(command, keys).includes(chord);
  });
  if (name === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  pressSqlButton(name);
}

/** Which statement runs, and by which key. */
function RunWords({ wanted }: { wanted: Wanted | null }) {
  // The table of the keys comes after the first script.
  useKeymap(({ commands }) => commands.length);
  const key = shortcutOf('sql-run');
  const what =
    wanted?.what === 'selection'
      ? 'Runs what is selected.'
      : wanted?.what === 'statement'
        ? `Runs statement ${wanted.number} of ${wanted.count}.`
        : '';
  return (
    <span className="text-sm text-muted max-sm:hidden">
      {what} {key !== undefined && `${key} runs. `}The console only reads.
    </span>
  );
}

function Nothing() {
  return (
    <div className="m-auto flex max-w-lg flex-col items-center gap-2 p-6 text-center text-muted">
      <ListTree size={24} aria-hidden className="text-accent-ink" />
      <p>
        The tables are <span className="wire">schema.data</span>; beside them are{' '}
        <span className="wire">captures</span>, <span className="wire">deliveries</span>,{' '}
        <span className="wire">runs</span> and more. Choose a table or a ready query.
      </p>
    </div>
  );
}
