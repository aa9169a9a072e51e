import { useMemo } from 'react';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { formatPlural } from '../../../ui/format.ts';
import type { EndpointId } from '../../../../preload/contract/shapes.ts';
import { useCharset } from '../../body/text/use-charset.ts';
import { FieldsTable } from '../../body/form/fields-table.tsx';
import { queryOf, readQuery } from '../../../../main/decode/form-fields.ts';

/** The query of the target as fields, raw beside decoded. */
export function QueryTab(props: { target: string; endpointId: EndpointId | null }) {
  const raw = queryOf(props.target);
  const chosen = useCharset(props.endpointId)?.chosen ?? null;
  const fields = useMemo(() => readQuery(raw ?? '', chosen).fields, [raw, chosen]);
  if (raw === null || fields.length === 0) {
    return <p className="p-4 text-muted">There is no query.</p>;
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
