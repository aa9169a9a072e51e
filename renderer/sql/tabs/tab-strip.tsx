import { Plus, X } from 'lucide-react';
import { formatRoute } from '../../navigation/route.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { useSqlTab } from './sql-tab.ts';
import { titleOfTab } from './tab-value.ts';

const addressOf = (tab: string): string => formatRoute({ page: 'sql', query: null, tab });

/** The tabs of the console, a way to each, and to a new one. */
export function TabStrip(props: {
  tabs: readonly string[];
  shown: string;
  onNew: () => void;
  onClose: (tab: string, draft: ReturnType<typeof useSqlTab>) => void;
}) {
  const { tabs, shown } = props;
  const at = tabs.indexOf(shown);
  const places = (tab: string): string | undefined => {
    if (tabs.length < 2) return undefined;
    const next = tabs[(at + 1) % tabs.length] === tab && 'next';
    const previous = tabs.at(at - 1) === tab && 'previous';
    return [next, previous].filter((name) => name !== false).join(' ') || undefined;
  };
  return (
    <nav
      aria-label="Queries"
      className="flex h-9 shrink-0 items-center gap-1 overflow-x-auto border-b border-line bg-canvas px-2 [scrollbar-width:none]"
    >
      <ul className="flex items-center gap-1">
        {tabs.map((tab) => (
          <Tab
            key={tab}
            tab={tab}
            shown={tab === shown}
            places={places(tab)}
            closable={tabs.length > 1}
            onClose={(draft) => props.onClose(tab, draft)}
          />
        ))}
      </ul>
      <IconButton
        size="sm"
        label="New tab"
        data-sql="new"
        icon={<Plus size={14} />}
        onClick={props.onNew}
      />
    </nav>
  );
}

function Tab(props: {
  tab: string;
  shown: boolean;
  /** What keys find it by. */
  places: string | undefined;
  closable: boolean;
  onClose: (draft: ReturnType<typeof useSqlTab>) => void;
}) {
  const { tab, shown } = props;
  const draft = useSqlTab(tab);
  const { value } = draft;
  const title = titleOfTab(value);
  return (
    <li
      className={cx(
        'flex h-7 items-center rounded-md border pr-0.5',
        shown ? 'border-line-strong bg-surface' : 'border-transparent hover:bg-hover',
      )}
    >
      <a
        href={addressOf(tab)}
        data-sql={props.places}
        aria-current={shown ? 'page' : undefined}
        title={value.text.slice(0, 500)}
        onAuxClick={(event) => {
          if (event.button !== 1 || !props.closable) return;
          event.preventDefault();
          props.onClose(draft);
        }}
        className={cx('max-w-52 truncate px-2', shown ? 'font-medium text-ink' : 'text-muted')}
      >
        {title}
      </a>
      {props.closable && (
        <IconButton
          size="sm"
          className="size-6"
          label={`Close ${title}`}
          data-sql={shown ? 'close' : undefined}
          icon={<X size={12} />}
          onClick={() => props.onClose(draft)}
        />
      )}
    </li>
  );
}
