import { Braces } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { parsedJson } from '../../../../main/decode/json-text.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { formatCount } from '../../../ui/format.ts';
import type { FormField } from '../../../../main/decode/form-fields.ts';
import { FindScope } from '../find/find-scope.tsx';
import { JsonView } from '../json-view.tsx';
import { useMarking } from '../find/find-context.ts';
import { bringHitIn } from '../find/bring-in.ts';
import { cellOf, cellStarts } from '../find/found-cells.ts';
import { type Mark, marksWithin } from '../find/marks.ts';
import { MarkedText } from '../text/visible-text.tsx';
import { fieldCells } from './field-cells.ts';

const AT_FIRST = 500;
const LONGEST_SHOWN = 5000;
const AROUND = 500;

const NO_MARKS: readonly Mark[] = [];

/** A text up to its limit; of a longer one, also what is around the hit one is at. */
function Shown({ text, marks = NO_MARKS }: { text: string; marks?: readonly Mark[] }) {
  const hit = marks.find(({ tone }) => tone === 'current');
  const isBehind = hit !== undefined && hit.to > LONGEST_SHOWN;
  const from = isBehind ? Math.max(0, hit.from - AROUND) : 0;
  const to = isBehind ? hit.to + AROUND : LONGEST_SHOWN;
  const shown = marks
    .filter((mark) => mark.to > from && mark.from < to)
    .map((mark) => ({
      ...mark,
      from: Math.max(0, mark.from - from),
      to: Math.min(mark.to, to) - from,
    }));
  return (
    <>
      {isBehind && <span className="text-faint">… </span>}
      <MarkedText text={text.slice(from, to)} marks={shown} />
      {text.length > LONGEST_SHOWN && (
        <span className="text-faint"> … {formatCount(text.length)} characters</span>
      )}
    </>
  );
}

const UTF8 = { contentType: 'application/json' };

/** JSON that stands in a field, as a tree. */
function JsonField({ text, label }: { text: string; label: string }) {
  const source = useMemo(
    () => ({ bytes: new TextEncoder().encode(text), told: UTF8, many: false }),
    [text],
  );
  return (
    <tr className="border-b border-line">
      <td colSpan={4} className="p-0">
        <section aria-label={label} className="flex h-80 flex-col">
          <FindScope
            source={source}
            place="tree"
            searched={false}
            renderToolbar={(button) => (
              <div className="flex h-7 shrink-0 items-center justify-end border-b border-line px-1">
                {button}
              </div>
            )}
          >
            <JsonView {...source} view="tree" onInvalid={() => {}} />
          </FindScope>
        </section>
      </td>
    </tr>
  );
}

function FieldRow(props: {
  field: FormField;
  openAtFirst: boolean;
  nameMarks: readonly Mark[];
  valueMarks: readonly Mark[];
}) {
  const { field, openAtFirst } = props;
  const isJson = useMemo(() => parsedJson(field.value) !== undefined, [field.value]);
  const [open, setOpen] = useState(openAtFirst);
  const raw = field.rawValue === null ? field.rawName : `${field.rawName}=${field.rawValue}`;
  const same = field.rawName === field.name && (field.rawValue ?? '') === field.value;
  const row = (
    <tr className="group border-b border-line align-top hover:bg-hover">
      <th scope="row" className="wire max-w-64 px-3 py-1.5 text-left font-semibold break-words">
        <Shown text={field.name} marks={props.nameMarks} />
      </th>
      <td className="wire w-1/2 px-3 py-1.5 break-all whitespace-pre-wrap">
        {field.rawValue === null ? (
          <span className="text-faint">no value</span>
        ) : (
          <Shown text={field.value} marks={props.valueMarks} />
        )}
        {isJson && (
          <div className="mt-1">
            <Button size="sm" variant="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
              <Braces size={12} aria-hidden /> {open ? 'Hide the tree' : 'Show as a tree'}
            </Button>
          </div>
        )}
        {field.problem !== null && <p className="font-sans text-sm text-warn">{field.problem}</p>}
      </td>
      <td className="wire px-3 py-1.5 break-all text-faint">
        {same ? 'same' : <Shown text={raw} />}
      </td>
      <td className="px-1 py-0.5">
        <CopyButton label={`Copy value of ${field.name}`} getText={() => field.value} />
      </td>
    </tr>
  );
  return (
    <>
      {row}
      {isJson && open && <JsonField text={field.value} label={`${field.name} as JSON`} />}
    </>
  );
}

/** The one field that holds JSON: what the form is about. */
function fieldToOpen(fields: readonly FormField[]): number {
  const found = fields
    .slice(0, AT_FIRST)
    .flatMap((field, index) => (parsedJson(field.value) === undefined ? [] : [index]));
  return found.length === 1 ? (found[0] ?? -1) : -1;
}

/** Fields of a form or a query: decoded and as sent, in order, repeated names kept. */
export function FieldsTable({ fields, label }: { fields: FormField[]; label: string }) {
  const [all, setAll] = useState(false);
  const openAtFirst = useMemo(() => fieldToOpen(fields), [fields]);
  const { found, at } = useMarking();
  const spans = found?.kind === 'spans' ? found : null;
  const box = useRef<HTMLElement>(null);
  const cells = useMemo(() => fieldCells(fields), [fields]);
  const starts = useMemo(() => cellStarts(cells), [cells]);
  const hit = spans === null ? -1 : cellOf(starts, spans, at);
  const isBelow = hit >= AT_FIRST * 2;
  const shown = all || isBelow ? fields : fields.slice(0, AT_FIRST);
  useEffect(() => (hit < 0 ? undefined : bringHitIn(() => box.current)), [hit, at]);
  const marksOf = (cell: number): readonly Mark[] => {
    const from = starts[cell] ?? 0;
    return spans === null
      ? NO_MARKS
      : marksWithin(spans, at, from, from + (cells[cell]?.length ?? 0));
  };
  return (
    <section ref={box} aria-label={label} className="min-h-0 flex-1 overflow-auto">
      <table className="w-full table-auto border-collapse">
        <thead className="sticky top-0 bg-surface text-left text-sm text-muted">
          <tr className="border-b border-line">
            <th scope="col" className="px-3 py-1.5 font-medium">
              Name
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              Value
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              As sent
            </th>
            <th scope="col">
              <span className="sr-only">Copy</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((field, index) => (
            <FieldRow
              key={index}
              field={field}
              openAtFirst={index === openAtFirst}
              nameMarks={marksOf(index * 2)}
              valueMarks={marksOf(index * 2 + 1)}
            />
          ))}
        </tbody>
      </table>
      {shown.length < fields.length && (
        <div className="p-3">
          <Button size="sm" onClick={() => setAll(true)}>
            Show all {formatCount(fields.length)}
          </Button>
        </div>
      )}
    </section>
  );
}
