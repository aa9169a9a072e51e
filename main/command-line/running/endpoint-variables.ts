import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import type { ProjectState } from '../../../preload/contract/interchange/project.ts';
import type { EngineReady } from '../../lib/child-process/private-engine.ts';
import { connect } from '../connection/connection.ts';

/**
 * Where the endpoints of a project are: `BACKSTITCH_URL_<KEY>` for each, its key in capitals and with
 * `_` for `-`, as shells want names.
 */
export async function endpointVariables({
  control,
  token,
}: EngineReady): Promise<Record<string, string>> {
  const engine = connect({ url: control, token });
  const state = (await engine.ask('GET', '/project')) as ProjectState;
  const endpoints = (await engine.ask('GET', '/endpoints')) as Endpoint[];
  const urls = new Map(endpoints.map(({ id, localUrl }) => [String(id), localUrl]));
  const variables: Record<string, string> = {};
  for (const { kind, key, id } of state.items) {
    const url = kind === 'endpoints' ? urls.get(id) : undefined;
    if (url !== undefined)
      variables[`BACKSTITCH_URL_${key.toUpperCase().replaceAll('-', '_')}`] = url;
  }
  return variables;
}
