import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { query } from '../api/client.ts';
import { DATA_TABS } from '../navigation/data-tabs.ts';
import { navigate, useRoute } from '../navigation/route.ts';
import { cx } from '../ui/cx.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { toast } from '../ui/toast.tsx';
import { Console } from './console.tsx';
import { ResultsPart } from './run-outcome.tsx';
import { forgetRun, forgetView, startRun } from './runs.ts';
import { type Chosen, KeptQueries } from './side/kept-queries.tsx';
import { readyQueries } from './side/ready-queries.ts';
import { TablesTree } from './side/tables-tree.tsx';
import { dropTab, keepTab, tabForQuery, useTabs } from './tabs/open-tabs.ts';
import { useSqlTab, writeSqlTab } from './tabs/sql-tab.ts';
import { nextTab } from './tabs/tab-list.ts';
import { TabStrip } from './tabs/tab-strip.tsx';
import { EMPTY_TAB, type SqlTab } from './tabs/tab-value.ts';
import type { SchemaTables } from './text/sql-completions.ts';
import { type Stretch, wantedOf } from './text/statements.ts';
import { useSave } from './use-save.ts';

const showTab = (tab: string, replace = false): void =>
  navigate({ page: 'sql', query: null, tab }, { replace });

/** The SQL console: reads the tables of integrations and the captures. */
export function SqlPage() {
  const route = useRoute();
  const asked = route.page === 'sql' ? route.query : null;
  const { tabs, shown } = useTabs(route.page === 'sql' ? route.tab : undefined);
  const open = useEffectEvent(async (text: string): Promise<void> => {
    const { tab, isNew } = await tabForQuery(text);
    if (isNew) writeSqlTab(tab, { ...EMPTY_TAB, text });
    keepTab(tab);
    showTab(tab, true);
    const wanted = wantedOf(text, { from: 0, to: 0 });
    if (wanted !== null) await startRun(tab, { kind: 'rows', text, ...wanted, params: {} });
  });
  useEffect(() => void ResultsPart.fetch(), []);
  useEffect(() => {
    if (asked !== null) void open(asked);
  }, [asked]);
  useEffect(() => {
    if (asked === null) keepTab(shown);
  }, [asked, shown]);

  return (
    <PageFrame
      title="SQL"
      content="fixed"
      tabs={{ label: 'Sides of Data', current: DATA_TABS[1].href, items: DATA_TABS }}
    >
      <TabStrip
        tabs={tabs}
        shown={shown}
        onNew={() => {
          const tab = nextTab(tabs);
          keepTab(tab);
          showTab(tab);
        }}
        onClose={(tab, draft) => {
          const at = tabs.indexOf(tab);
          const rest = tabs.filter((one) => one !== tab);
          const neighbour = rest[Math.min(at, rest.length - 1)];
          if (tab === shown && neighbour !== undefined) showTab(neighbour, true);
          closeTab(tab, draft);
        }}
      />
      <Workspace key={shown} tab={shown} tabs={tabs} />
    </PageFrame>
  );
}

/** Closes a tab; what stood in it can be brought back for a while. */
function closeTab(tab: string, { value, discard }: ReturnType<typeof useSqlTab>): void {
  forgetRun(tab);
  dropTab(tab);
  discard();
  if (value.text.trim() === '') return;
  toast({
    title: 'Closed the tab',
    action: {
      label: 'Undo',
      onSelect: () => {
        writeSqlTab(tab, value);
        keepTab(tab);
        showTab(tab);
      },
    },
  });
}

const NO_TABLES: readonly SchemaTables[] = [];

function Workspace(props: { tab: string; tabs: readonly string[] }) {
  const { tab, tabs } = props;
  const asking = useQuery(query.sql.tables.queryOptions());
  const tables = asking.data ?? NO_TABLES;
  const draft = useSqlTab(tab);
  const save = useSave(tab, draft);
  const kept = useQuery(query.sql.queries.queryOptions());
  const [selection, setSelection] = useState<Stretch>({ from: 0, to: 0 });
  const [goTo, setGoTo] = useState<Stretch | null>(null);
  const [side, setSide] = useState(false);
  const { text } = draft.value;

  /** Where the cursor is, with a blank before it where two words would meet. */
  function insert(name: string): void {
    const from = Math.min(selection.from, text.length);
    const to = Math.min(selection.to, text.length);
    const gap = from === 0 || /[\s(,.]$/.test(text.slice(0, from)) ? '' : ' ';
    const end = from + gap.length + name.length;
    draft.update((before) => ({
      ...before,
      text: before.text.slice(0, from) + gap + name + before.text.slice(to),
    }));
    setGoTo({ from: end, to: end });
  }

  /** What stands here and nowhere else is not replaced: the query gets a tab of its own. */
  function use({ sql, saved }: Chosen): void {
    const isFound =
      text.trim() === '' ||
      kept.data?.some((one) => one.sql === text.trim()) === true ||
      readyQueries(tables).some((one) => one.sql === text);
    const next: SqlTab = { text: sql, values: {}, saved };
    if (isFound) {
      forgetView(tab);
      draft.update((before) => ({ ...next, values: before.values }));
      return;
    }
    const other = nextTab(tabs);
    writeSqlTab(other, next);
    keepTab(other);
    showTab(other);
  }

  return (
    <div className="flex min-h-0 flex-1 max-[59.99rem]:flex-col">
      <aside
        aria-label="Tables and queries"
        data-pane=""
        className={cx(
          'flex w-64 shrink-0 flex-col gap-4 overflow-auto border-r border-line p-3',
          'max-[59.99rem]:max-h-60 max-[59.99rem]:w-full max-[59.99rem]:border-r-0 max-[59.99rem]:border-b',
          !side && 'max-[59.99rem]:hidden',
        )}
      >
        <TablesTree
          schemas={tables}
          error={asking.error}
          onRetry={() => void asking.refetch()}
          onInsert={insert}
        />
        <KeptQueries tables={tables} onUse={use} />
      </aside>
      {draft.isRead && (
        <Console
          tab={tab}
          draft={draft}
          tables={tables}
          selection={selection}
          onSelection={setSelection}
          goTo={goTo}
          onGoTo={setGoTo}
          save={save}
          side={side}
          onSide={() => setSide(!side)}
        />
      )}
    </div>
  );
}
