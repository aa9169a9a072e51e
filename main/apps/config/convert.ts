import type { AppFunction, HttpsEndpoint } from '../../../preload/contract/app-model.ts';
import { type AppEdit, EditRefused } from './edits/draft.ts';
import { saveEndpoints } from './edits/endpoint-edits.ts';
import { saveFunction } from './edits/function-edits.ts';
import { readApp } from './reading/read-app.ts';

/**
 * What the vendor's own converter made of an HTTP webhook: an HTTPS endpoint and a function with the
 * same source. The webhook keeps working beside it.
 */
export function convertWebhook(
  serviceName: string,
  webhookName: string,
): { edit: AppEdit; route: string; secretName: string; moved: string[] } {
  const route = `/${serviceName}/${webhookName}`;
  const name = `${serviceName}_${webhookName}`;
  const secretName = `${name}_secret`;
  const edit: AppEdit = (files) => {
    const { model } = readApp(files);
    const service = model.services.find((one) => one.name === serviceName);
    const webhook = service?.webhooks.find((one) => one.name === webhookName);
    if (service === undefined || webhook === undefined)
      throw new EditRefused('There is no such webhook.');
    if (service.type !== 'http') {
      throw new EditRefused(
        'Only webhooks of HTTP services are converted. In others, read payload.body in the function yourself.',
      );
    }
    const isSystem =
      webhook.runAsSystem === true ||
      (!webhook.runAsAuthedUser &&
        webhook.runAsUserId === '' &&
        webhook.runAsUserIdScriptSource === '');
    const fn: Omit<AppFunction, 'problem'> = {
      name,
      private: false,
      canEvaluate: webhook.canEvaluate,
      disableArgLogs: webhook.disableArgLogs,
      source: webhook.source,
      runAsSystem: isSystem ? true : webhook.runAsSystem,
      runAsAuthedUser: webhook.runAsAuthedUser,
      runAsUserId: webhook.runAsUserId,
      runAsUserIdScriptSource: webhook.runAsUserIdScriptSource,
      fetchCustomUserData: false,
      createUserOnAuth: false,
    };
    const method = webhook.httpMethod;
    const endpoint: HttpsEndpoint = {
      route,
      // An endpoint knows no HEAD of its own: it answers it by GET.
      httpMethod: method === 'ANY' ? '*' : method === 'HEAD' ? 'GET' : method,
      functionName: name,
      validation: webhook.validation,
      secretName: webhook.secret === '' ? '' : secretName,
      respondResult: webhook.respondResult,
      fetchCustomUserData: webhook.fetchCustomUserData,
      createUserOnAuth: webhook.createUserOnAuth,
      disabled: false,
      returnType: 'EJSON',
    };
    return saveEndpoints([...model.endpoints, endpoint])(saveFunction(fn, '')(files));
  };
  return {
    edit,
    route,
    secretName,
    moved: [
      `source.js is now the function ${name}`,
      'run-as, can_evaluate and argument logging moved to the function',
      `the secret is now in the Secret ${secretName}`,
    ],
  };
}
