import { Download, Copy as CopyIcon } from 'lucide-react';
import type { QueryResult } from '../../../preload/contract/integrations/sql.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy/copy-text.ts';
import { formatPlural } from '../../ui/format.ts';
import { Menu } from '../../ui/menu.tsx';
import { downloadBytes } from '../../ui/platform/download.ts';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';
import { csvText, jsonText, toCsv, toJson, toParquet } from '../export-result.ts';
import { insertText, markdownText } from './copy-result.ts';

/** Puts the rows that are shown on the clipboard. */
export function CopyAs({ result, table }: { result: QueryResult; table: string }) {
  const copy = (what: string, text: () => string) => () => {
    copyText(text()).then(
      () => toast({ title: `Copied ${formatPlural(result.rows.length, 'row')} as ${what}` }),
      sayNot('Not copied'),
    );
  };
  const items = [
    { id: 'csv', label: 'CSV, safe for spreadsheets', what: 'CSV', text: () => csvText(result) },
    { id: 'json', label: 'JSON', what: 'JSON', text: () => jsonText(result) },
    { id: 'markdown', label: 'Markdown', what: 'Markdown', text: () => markdownText(result) },
    { id: 'insert', label: 'INSERT', what: 'INSERT', text: () => insertText(result, table) },
  ];
  return (
    <Menu
      trigger={
        <Button size="sm" icon={<CopyIcon size={14} />}>
          Copy as
        </Button>
      }
      items={items.map(({ id, label, what, text }) => ({ id, label, onSelect: copy(what, text) }))}
    />
  );
}

/** Writes the rows that are shown into a file. */
export function SaveAs({ result }: { result: QueryResult }) {
  const write = (name: string, make: () => Blob | Promise<Blob>) => () => {
    Promise.resolve()
      .then(make)
      .then((file) => downloadBytes(file, name), sayNot('Not written'))
      .catch(sayNot('Not written'));
  };
  return (
    <Menu
      trigger={
        <Button size="sm" icon={<Download size={14} />}>
          Save as
        </Button>
      }
      items={[
        {
          id: 'csv',
          label: 'CSV, safe for spreadsheets',
          onSelect: write('result.csv', () => toCsv(result)),
        },
        {
          id: 'csv-exact',
          label: 'CSV, exact: text such as =1+1 stays a formula',
          onSelect: write('result.csv', () => toCsv(result, true)),
        },
        { id: 'json', label: 'JSON', onSelect: write('result.json', () => toJson(result)) },
        {
          id: 'parquet',
          label: 'Parquet',
          onSelect: write('result.parquet', () => toParquet(result)),
        },
      ]}
    />
  );
}
