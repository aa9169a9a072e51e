import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Play, Save, Square } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { QueryResult } from '../../preload/contract/sql.ts';
import { api, query } from '../api/client.ts';
import { DraftBar } from '../drafts/draft-bar.tsx';
import { DATA_TABS } from '../navigation/data-tabs.ts';
import { useRoute } from '../navigation/route.ts';
import { Button } from '../ui/button.tsx';
import { CodeEditor } from '../ui/code/code-editor.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { Problem } from '../ui/problem.tsx';
import { QueryList } from './query-list.tsx';
import { Results } from './results.tsx';
import { SaveQuery } from './save-query.tsx';
import { completeSql } from './sql-completions.ts';
import { readSqlText, SQL_WORDS, useSqlText } from './sql-text.ts';
import { isKeyOf } from '../keys/keymap.ts';

/** The SQL console: reads the tables of integrations and the captures. */
export function SqlPage() {
  const route = useRoute();
  const asked = route.page === 'sql' ? route.query : null;
  const cache = useQueryClient();
  const { text, setText, draft } = useSqlText();
  const [saving, setSaving] = useState(false);
  const [cancelled, setCancelled] = useState(false);
  const running = useRef<AbortController | null>(null);
  const tables = useQuery(query.sql.tables.queryOptions());
  const run = useMutation<QueryResult, unknown, string>({
    mutationFn: (sql) => {
      setCancelled(false);
      running.current = new AbortController();
      return api.sql.run({ sql }, { signal: running.current.signal });
    },
    onSettled: () => {
      running.current = null;
      void cache.invalidateQueries({ queryKey: query.sql.queries.key() });
    },
  });
  const start = useEffectEvent((sql: string) => {
    setText(sql);
    run.mutate(sql);
  });
  useEffect(() => {
    // After what was typed before: that is replaced, not met later.
    if (asked !== null) void readSqlText().then(() => start(asked));
  }, [asked]);

  return (
    <PageFrame
      title="SQL"
      content="fixed"
      tabs={{ label: 'Sides of Data', current: DATA_TABS[1].href, items: DATA_TABS }}
    >
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <QueryList
          tables={tables.data ?? []}
          onUse={setText}
          onInsert={(name) =>
            setText(`${text}${text === '' || /\s$/.test(text) ? '' : ' '}${name}`)
          }
        />
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col gap-3 overflow-auto p-4">
          {draft.other !== null && <DraftBar draft={draft} words={SQL_WORDS} />}
          {/* Ctrl+Enter inside the editor; the button does the same. */}
          {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
          <div
            onKeyDownCapture={(event) => {
              if (isKeyOf(event, 'run')) {
                event.preventDefault();
                event.stopPropagation();
                run.mutate(text);
              }
            }}
          >
            <CodeEditor
              label="Query"
              language="sql"
              value={text}
              onChange={setText}
              minHeight={110}
              maxHeight={280}
              completions={(value, cursor) => completeSql(value, cursor, tables.data ?? [])}
            />
          </div>
          <div className="flex flex-wrap items-center gap-2">
            {run.isPending ? (
              <Button
                icon={<Square size={14} />}
                onClick={() => {
                  setCancelled(true);
                  running.current?.abort();
                }}
              >
                Cancel
              </Button>
            ) : (
              <Button
                variant="primary"
                icon={<Play size={14} />}
                disabled={text.trim() === ''}
                onClick={() => run.mutate(text)}
              >
                Run
              </Button>
            )}
            <Button
              icon={<Save size={14} />}
              disabled={text.trim() === ''}
              onClick={() => setSaving(true)}
            >
              Save query
            </Button>
            <span className="text-sm text-muted">Ctrl+Enter runs. The console only reads.</span>
          </div>
          {cancelled && run.error !== null && <p role="status">The query was cancelled.</p>}
          {!cancelled && run.error !== null && <Problem error={run.error} />}
          {run.data !== undefined && <Results result={run.data} />}
          {run.data === undefined && run.error === null && (
            <p className="text-muted">
              The tables are <span className="wire">schema.data</span>; beside them are{' '}
              <span className="wire">captures</span>, <span className="wire">deliveries</span>,{' '}
              <span className="wire">runs</span> and more. Choose a table or a ready query.
            </p>
          )}
        </div>
        {saving && <SaveQuery sql={text} onClose={() => setSaving(false)} />}
      </div>
    </PageFrame>
  );
}
