import { useMemo } from 'react';
import { queryOf, readQuery } from '../../../../main/decode/form-fields.ts';
import type { EndpointId } from '../../../../preload/contract/shapes.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { formatPlural } from '../../../ui/format.ts';
import { FieldsTable } from '../../body/form/fields-table.tsx';
import { useCharset } from '../../body/text/use-charset.ts';

/** The query of the target as fields, raw beside decoded; nothing where there is none. */
export function QueryPart(props: { target: string; endpointId: EndpointId | null }) {
  const raw = queryOf(props.target);
  const chosen = useCharset(props.endpointId)?.chosen ?? null;
  const fields = useMemo(() => readQuery(raw ?? '', chosen).fields, [raw, chosen]);
  if (raw === null || fields.length === 0) return null;
  return (
    <section aria-label="Query" className="border-b border-line">
      <div className="flex items-center gap-2 py-1 pr-3 pl-4">
        <h3 className="text-sm font-semibold text-muted">Query</h3>
        <span className="flex-1 text-sm text-muted">{formatPlural(fields.length, 'field')}</span>
        <CopyButton variant="ghost" label="Copy raw query" text="Copy raw" getText={() => raw} />
      </div>
      <FieldsTable fields={fields} label="Query fields" />
    </section>
  );
}
