import type { HttpsEndpoint } from '../../../../preload/contract/app-model.ts';
import { type AppFiles, fieldsOf, readJson, stringOf } from '../app-files.ts';
import { editJson, type FieldEdit, value } from '../edit-json.ts';
import { type AppEdit, EditRefused, model, open, put, resolverOf } from './draft.ts';

const PATHS = ['https_endpoints/config.json', 'http_endpoints/config.json'];

function endpointFields(endpoint: HttpsEndpoint): Record<string, unknown> {
  return {
    route: endpoint.route,
    http_method: endpoint.httpMethod,
    function_name: endpoint.functionName,
    validation_method: endpoint.validation,
    ...(endpoint.secretName !== '' && { secret_name: endpoint.secretName }),
    respond_result: endpoint.respondResult,
    fetch_custom_user_data: endpoint.fetchCustomUserData,
    create_user_on_auth: endpoint.createUserOnAuth,
    disabled: endpoint.disabled,
    return_type: endpoint.returnType,
  };
}

/** The whole list; entries that stay the same keep their text. */
export const saveEndpoints =
  (endpoints: readonly HttpsEndpoint[]): AppEdit =>
  (files) => {
    for (const [i, { route, httpMethod }] of endpoints.entries()) {
      if (!route.startsWith('/'))
        throw new EditRefused('A route begins with /.', `endpoints.${i}.route`);
      const twice =
        endpoints.findIndex((one) => one.route === route && one.httpMethod === httpMethod) !== i;
      if (twice)
        throw new EditRefused(`${httpMethod} ${route} stands twice.`, `endpoints.${i}.route`);
    }
    const draft = open(files);
    const target = listFile(files);
    const { text: present, list: before } = readList(files, target);
    let text = present;
    for (let at = before.length - 1; at >= endpoints.length; at -= 1) {
      text = editJson(text, [{ path: [at], to: undefined }]);
    }
    for (const [index, endpoint] of endpoints.entries()) {
      text = written(text, index, endpoint, before[index], resolverOf(files));
    }
    put(draft, target, text);
    return draft;
  };

type Named = Pick<HttpsEndpoint, 'route' | 'httpMethod'>;

/** @param old the endpoint this one replaces; null: the one of its route and method, or none */
export const saveEndpoint =
  (endpoint: HttpsEndpoint, old: Named | null): AppEdit =>
  (files) => {
    if (!endpoint.route.startsWith('/'))
      throw new EditRefused('A route begins with /.', 'endpoint.route');
    const place = placeOf(files, old ?? endpoint);
    if (place === undefined && old !== null) throw absent(old);
    const other = placeOf(files, endpoint);
    if (other !== undefined && (other.path !== place?.path || other.at !== place.at)) {
      const { httpMethod, route } = endpoint;
      throw new EditRefused(`There is ${httpMethod} ${route} already.`, 'endpoint.route');
    }
    const path = place?.path ?? listFile(files);
    const { text, list } = readList(files, path);
    const at = place?.at ?? list.length;
    const draft = open(files);
    put(draft, path, written(text, at, endpoint, list[at], resolverOf(files)));
    return draft;
  };

/** Takes one out of the list; the texts of the others stay as they are. */
export const removeEndpoint =
  (named: Named): AppEdit =>
  (files) => {
    const place = placeOf(files, named);
    if (place === undefined) throw absent(named);
    const draft = open(files);
    const { text } = readList(files, place.path);
    put(draft, place.path, editJson(text, [{ path: [place.at], to: undefined }]));
    return draft;
  };

const absent = ({ httpMethod, route }: Named): EditRefused =>
  new EditRefused(`There is no endpoint ${httpMethod} ${route}.`, 'route');

/** Where an endpoint stands. Entries that cannot be read count: they keep their place. */
function placeOf(files: AppFiles, named: Named): { path: string; at: number } | undefined {
  for (const path of PATHS) {
    const at = readList(files, path).list.findIndex(
      (one) =>
        fieldsOf(one).route === named.route &&
        stringOf(fieldsOf(one).http_method, '*') === named.httpMethod,
    );
    if (at >= 0) return { path, at };
  }
  return undefined;
}

function listFile(files: AppFiles): string {
  const path = PATHS.find((one) => files.has(one));
  if (path !== undefined) return path;
  const { configVersion } = model(files);
  return configVersion >= 20230101 ? 'https_endpoints/config.json' : 'http_endpoints/config.json';
}

function readList(files: AppFiles, path: string): { text: string; list: unknown[] } {
  const read = readJson(files, path);
  if (read.kind !== 'json' || !Array.isArray(read.file.value)) return { text: '[]\n', list: [] };
  return { text: read.file.text, list: read.file.value };
}

/** @param known what stands there; undefined where the list ends before */
function written(
  text: string,
  at: number,
  endpoint: HttpsEndpoint,
  known: unknown,
  resolve: (raw: string) => string,
): string {
  const isNew = known === undefined;
  const edits = Object.entries(endpointFields(endpoint))
    .filter(
      ([name]) =>
        isNew ||
        name !== 'return_type' ||
        fieldsOf(known).return_type !== undefined ||
        endpoint.returnType !== 'JSON',
    )
    .map(([name, to]): FieldEdit => ({ path: [at, name], to: value(to) }));
  const placed = isNew ? editJson(text, [{ path: [at], to: value({}) }]) : text;
  return editJson(placed, edits, resolve);
}
