import { useMemo } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { FieldsTable } from '../body/fields-table.tsx';
import { formFields, queryOf } from '../body/form-fields.ts';

/** The query of the target as fields, raw beside decoded. */
export function QueryTab({ target }: { target: string }) {
  const raw = queryOf(target);
  const fields = useMemo(() => formFields(raw ?? ''), [raw]);
  if (raw === null || fields.length === 0) {
    return <p className="p-4 text-muted">The target has no query.</p>;
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-1">
        <span className="flex-1 text-sm text-muted">{formatPlural(fields.length, 'field')}</span>
        <CopyButton variant="ghost" label="Copy raw query" text="Copy raw" getText={() => raw} />
      </div>
      <FieldsTable fields={fields} label="Query" />
    </div>
  );
}
