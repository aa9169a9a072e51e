import { useState } from 'react';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { formatPlural } from '../../../ui/format.ts';
import { TextInput } from '../../../ui/form/inputs.tsx';
import { HeaderMenu } from '../../menu/header-menu.tsx';
import { VisibleText } from '../../body/text/visible-text.tsx';

function asLines(headers: readonly HeaderPair[]): string {
  return headers.map(([name, value]) => `${name}: ${value}\n`).join('');
}

function matches([name, value]: HeaderPair, filter: string): boolean {
  return name.toLowerCase().includes(filter) || value.toLowerCase().includes(filter);
}

function HeaderRow({ header, listed }: { header: HeaderPair; listed: boolean }) {
  const [name, value] = header;
  return (
    <tr
      onContextMenu={(event) => {
        const menu = event.currentTarget.querySelector<HTMLElement>('[data-header-menu]');
        if (!menu) return;
        event.preventDefault();
        menu.click();
      }}
      className="border-b border-line align-top hover:bg-hover"
    >
      <th scope="row" className="wire py-1 pr-3 pl-4 text-left font-semibold break-all">
        <VisibleText text={name} />
      </th>
      <td className="wire px-1 py-1 break-all whitespace-pre-wrap">
        {value === '' ? <span className="text-faint">empty</span> : <VisibleText text={value} />}
      </td>
      <td className="px-1">
        <span className="flex">
          <CopyButton label={`Copy ${name}`} getText={() => value} />
          {listed && <HeaderMenu header={header} />}
        </span>
      </td>
    </tr>
  );
}

/** Headers as they were sent: order, case and repeats kept. */
export function HeadersList(props: {
  headers: readonly HeaderPair[];
  title: string;
  /** The list of captures knows them: it can be searched for them, and show them. */
  listed?: boolean;
}) {
  const { headers, title, listed = false } = props;
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  // The place is part of what a header is, so it is its key too: names may repeat.
  const rows = headers.map((header, place) => ({ header, place }));
  const shown = rows.filter(({ header }) => matches(header, wanted));
  if (headers.length === 0)
    return <p className="p-4 text-muted">There are no {title.toLowerCase()}.</p>;
  return (
    <section aria-label={title} className="flex min-h-0 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-4 py-1">
        <TextInput
          value={filter}
          onValueChange={setFilter}
          placeholder="Filter headers"
          aria-label={`Filter ${title.toLowerCase()}`}
          className="h-7! max-w-56 text-sm!"
        />
        <output className="text-sm text-muted">
          {wanted === ''
            ? formatPlural(headers.length, 'header')
            : `${shown.length} of ${headers.length}`}
        </output>
        <span className="flex-1" />
        <CopyButton
          variant="ghost"
          label={`Copy all ${title.toLowerCase()}`}
          text="Copy all"
          getText={() => asLines(headers)}
        />
      </div>
      <div className="min-h-0 overflow-auto">
        <table className="w-full table-fixed border-collapse">
          <colgroup>
            <col className="w-1/3" />
            <col />
            <col className={listed ? 'w-18' : 'w-10'} />
          </colgroup>
          <tbody>
            {shown.map(({ header, place }) => (
              <HeaderRow key={place} header={header} listed={listed} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && (
          <p className="p-4 text-muted">No header contains “{filter.trim()}”.</p>
        )}
      </div>
    </section>
  );
}
