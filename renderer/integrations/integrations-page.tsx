import { useQuery } from '@tanstack/react-query';
import { query } from '../api/client.ts';
import { type IntegrationPart, useRoute } from '../navigation/route.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { DataPart } from './rows/data-part.tsx';
import { IntegrationFrame } from './integration-frame.tsx';
import { IntegrationList } from './integration-list.tsx';
import { LoadsPart } from './loads-part.tsx';
import { Reading } from './reading.tsx';
import { RejectsPart } from './rejects/rejects-part.tsx';
import { SchemaPart } from './schema-part.tsx';
import { SettingsPart } from './settings-part.tsx';
import type { PartProps } from './use-integrations.ts';

const PARTS: Record<IntegrationPart, (props: PartProps) => React.ReactNode> = {
  rows: DataPart,
  rejects: RejectsPart,
  loads: LoadsPart,
  schema: SchemaPart,
  settings: SettingsPart,
};

/** The integrations, or one and the part of it that the address names. */
export function IntegrationsPage() {
  const route = useRoute();
  const list = useQuery(query.integrations.list.queryOptions());
  if (route.page !== 'integrations') return null;
  // What is known is shown also where asking again fails: the banner says that the engine is away.
  if (list.data === undefined) {
    return (
      <PageFrame title="Data">
        <Reading of={list} label="Reading the integrations">
          {() => null}
        </Reading>
      </PageFrame>
    );
  }
  const one = list.data.find(({ id }) => id === route.id);
  if (one === undefined) {
    return <IntegrationList integrations={list.data} missing={route.id !== null} />;
  }
  const Part = PARTS[route.part];
  return (
    <IntegrationFrame integration={one} part={route.part}>
      <Part key={`${one.id}/${route.part}`} integration={one} />
    </IntegrationFrame>
  );
}
