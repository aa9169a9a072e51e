import type { HttpsEndpoint } from '../../../preload/contract/app-model.ts';
import { fieldsOf, readJson } from '../app-files.ts';
import { editJson, type FieldEdit, value } from '../edit-json.ts';
import { type AppEdit, EditRefused, model, open, put, resolverOf } from './draft.ts';

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
    const path = ['https_endpoints/config.json', 'http_endpoints/config.json'].find((one) =>
      files.has(one),
    );
    const { configVersion } = model(files);
    const target =
      path ??
      (configVersion >= 20230101 ? 'https_endpoints/config.json' : 'http_endpoints/config.json');
    const read = readJson(files, target);
    const before = read.kind === 'json' && Array.isArray(read.file.value) ? read.file.value : [];
    let text = read.kind === 'json' ? read.file.text : '[]\n';
    for (let at = before.length - 1; at >= endpoints.length; at -= 1) {
      text = editJson(text, [{ path: [at], to: undefined }]);
    }
    for (const [index, endpoint] of endpoints.entries()) {
      const known = fieldsOf(before[index]);
      const edits = Object.entries(endpointFields(endpoint))
        .filter(
          ([name]) =>
            index >= before.length ||
            name !== 'return_type' ||
            known.return_type !== undefined ||
            endpoint.returnType !== 'JSON',
        )
        .map(([name, to]): FieldEdit => ({ path: [index, name], to: value(to) }));
      if (index >= before.length) text = editJson(text, [{ path: [index], to: value({}) }]);
      text = editJson(text, edits, resolverOf(files));
    }
    put(draft, target, text);
    return draft;
  };
