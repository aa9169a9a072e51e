import { useRef } from 'react';
import type { BackfillItem } from '../../preload/contract/backfill.ts';
import { formatRoute, navigate } from '../navigation/route.ts';
import { Badge } from '../ui/badge.tsx';
import { Checkbox } from '../ui/field.tsx';
import { Moment } from '../ui/time/moment.tsx';
import { useItemKeys } from './use-item-keys.ts';
import { isChoosable, ITEM_STATES, noteOf } from './words.ts';

/** Events as the provider lists them; those that can be had are chosen by their box, or by the keys of lists. */
export function ItemTable(props: {
  items: readonly BackfillItem[];
  selected: ReadonlySet<number>;
  /** While something is under way. */
  locked: boolean;
  onChange: (selected: ReadonlySet<number>) => void;
  /** What is chosen is to be had. */
  onAct: () => void;
}) {
  const { items, selected, locked, onChange } = props;
  const open = items.filter(isChoosable);
  const isAll = open.length > 0 && open.every(({ n }) => selected.has(n));
  const toggle = (n: number, checked: boolean): void => {
    const next = new Set(selected);
    if (checked) next.add(n);
    else next.delete(n);
    onChange(next);
  };
  const body = useRef<HTMLTableSectionElement>(null);
  const chooseAll = (): void => {
    if (!locked) onChange(new Set(isAll ? [] : open.map(({ n }) => n)));
  };
  useItemKeys(body, {
    open(at) {
      const id = items[at]?.captureId ?? null;
      if (id === null) props.onAct();
      else navigate({ page: 'captures', id });
    },
    toggle(at) {
      const item = items[at];
      if (item !== undefined && isChoosable(item) && !locked) toggle(item.n, !selected.has(item.n));
    },
    chooseAll,
  });
  return (
    <table className="-mx-2 w-[calc(100%+1rem)] table-fixed border-separate border-spacing-0 text-left">
      <caption className="sr-only">What the provider sent</caption>
      <thead className="sticky top-0 z-10 bg-canvas text-sm text-muted">
        <tr>
          <th scope="col" className="w-11 border-b border-line py-1.5 pl-2">
            <Checkbox
              label="Choose all"
              hideLabel
              checked={isAll}
              indeterminate={!isAll && selected.size > 0}
              disabled={locked || open.length === 0}
              onCheckedChange={(checked) =>
                onChange(new Set(checked ? open.map(({ n }) => n) : []))
              }
            />
          </th>
          <th scope="col" className="w-44 border-b border-line py-1.5 font-medium max-[900px]:w-36">
            Sent
          </th>
          <th scope="col" className="border-b border-line py-1.5 font-medium">
            Event
          </th>
          <th scope="col" className="w-28 border-b border-line py-1.5 font-medium">
            State
          </th>
          <th scope="col" className="border-b border-line py-1.5 font-medium max-[900px]:hidden">
            Note
          </th>
        </tr>
      </thead>
      <tbody ref={body} data-list-grid="">
        {items.map((item) => (
          <tr key={item.n} tabIndex={-1} className="outline-offset-[-2px] hover:bg-hover">
            <td className="border-b border-line py-1.5 pl-2 align-top">
              <Checkbox
                label={`Choose ${item.deliveryId ?? `number ${item.n}`}`}
                hideLabel
                checked={selected.has(item.n)}
                disabled={locked || !isChoosable(item)}
                onCheckedChange={(checked) => toggle(item.n, checked)}
              />
            </td>
            <td className="border-b border-line py-1.5 pr-3 align-top">
              {item.at === null ? (
                <span className="text-muted">unknown</span>
              ) : (
                <Moment at={item.at} />
              )}
            </td>
            <td className="border-b border-line py-1.5 pr-3 align-top">
              <p className="truncate font-medium">{item.eventType ?? 'event'}</p>
              <p className="wire truncate text-muted" title={item.deliveryId ?? undefined}>
                {item.captureId === null ? (
                  (item.deliveryId ?? 'no id')
                ) : (
                  <a
                    className="text-accent-ink underline-offset-2 hover:underline"
                    href={formatRoute({ page: 'captures', id: item.captureId })}
                  >
                    {item.deliveryId ?? 'the capture'}
                  </a>
                )}
              </p>
              <p className="hidden break-words text-muted max-[900px]:block">{noteOf(item)}</p>
            </td>
            <td className="border-b border-line py-1.5 pr-3 align-top">
              <Badge tone={ITEM_STATES[item.state].tone} title={ITEM_STATES[item.state].says}>
                {ITEM_STATES[item.state].label}
              </Badge>
            </td>
            <td className="border-b border-line py-1.5 align-top break-words text-muted max-[900px]:hidden">
              {noteOf(item)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
