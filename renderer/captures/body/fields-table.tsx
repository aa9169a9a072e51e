import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatCount } from '../../ui/format.ts';
import type { FormField } from './form-fields.ts';
import { VisibleText } from './visible-text.tsx';

const AT_FIRST = 500;
const LONGEST_SHOWN = 5000;

function Shown({ text }: { text: string }) {
  return (
    <>
      <VisibleText text={text.slice(0, LONGEST_SHOWN)} />
      {text.length > LONGEST_SHOWN && (
        <span className="text-faint"> … {formatCount(text.length)} characters</span>
      )}
    </>
  );
}

function FieldRow({ field }: { field: FormField }) {
  const raw = field.rawValue === null ? field.rawName : `${field.rawName}=${field.rawValue}`;
  const same = field.rawName === field.name && (field.rawValue ?? '') === field.value;
  return (
    <tr className="group border-b border-line align-top hover:bg-hover">
      <th scope="row" className="wire max-w-64 px-3 py-1.5 text-left font-semibold break-words">
        <Shown text={field.name} />
      </th>
      <td className="wire w-1/2 px-3 py-1.5 break-all whitespace-pre-wrap">
        {field.rawValue === null ? (
          <span className="text-faint">no value</span>
        ) : (
          <Shown text={field.value} />
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
}

/** Fields of a form or a query: decoded and as sent, in order, repeated names kept. */
export function FieldsTable({ fields, label }: { fields: FormField[]; label: string }) {
  const [all, setAll] = useState(false);
  const shown = all ? fields : fields.slice(0, AT_FIRST);
  return (
    <section aria-label={label} className="min-h-0 flex-1 overflow-auto">
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
            <FieldRow key={index} field={field} />
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
