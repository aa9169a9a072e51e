import type { PartProps } from '../app-model/part-props.ts';
import { EndpointsSection } from './endpoints-section.tsx';

/** HTTPS Endpoints of an app. */
export function EndpointsPart({ app }: PartProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-6 px-4 sm:px-6 py-5">
      <EndpointsSection app={app} />
    </div>
  );
}
