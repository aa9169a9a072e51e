import type { Command } from '../../keys/command.ts';
import { hasSqlButton, pressSqlButton, type SqlButton } from '../../sql/sql-buttons.ts';

/** What is done in the SQL console; also while its editor has the focus. */
export const OF_SQL: readonly Command[] = [
  sql('run', 'Run the query', 'Mod+Enter', 'There is no query to run.'),
  sql('explain', 'Explain the query', 'Mod+Shift+Enter', 'There is no query to explain.'),
  sql('cancel', 'Cancel the query', 'Alt+c', 'No query is running.'),
  sql('save', 'Save the query', 'Mod+s', 'There is no query to save.'),
  sql('new', 'New tab', 'Alt+n', 'This page has no tabs.'),
  sql('close', 'Close the tab', 'Alt+w', 'This is the only tab.'),
  sql('next', 'Next tab', 'Alt+PageDown', 'This is the only tab.'),
  sql('previous', 'Previous tab', 'Alt+PageUp', 'This is the only tab.'),
];

function sql(name: SqlButton, title: string, key: string, why: string): Command {
  return {
    id: `sql-${name}`,
    title,
    group: 'SQL',
    keys: [key],
    on: 'sql',
    typing: true,
    blocked: () => (hasSqlButton(name) ? undefined : why),
    run: () => pressSqlButton(name),
  };
}
