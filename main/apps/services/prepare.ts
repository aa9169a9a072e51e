import type { Service, ServiceSettings } from '../../../preload/contract/app-model.ts';
import type { HostCallRequest } from '../../functions/run-request.ts';
import { ActionError } from './action-error.ts';
import { type AwsCall, readAwsCall } from './aws/aws-call.ts';
import { type DeliverCall, DELIVERIES, readDeliverCall } from './deliveries-action.ts';
import { readEjson } from './ejson.ts';
import { HTTP_ACTIONS, type HttpCall, readHttpCall, ruleArguments } from './http/arguments.ts';
import { type PushMessage, readPushMessage } from './push/push-message.ts';
import { readTwilioMessage, type TwilioMessage } from './twilio/twilio.ts';

export interface FoundService {
  service: Service;
  settings: ServiceSettings;
}

/** What an action would do, by kind of service. */
type Work =
  | { kind: 'http'; http: HttpCall }
  | { kind: 'twilio'; message: TwilioMessage }
  | { kind: 'push'; message: PushMessage }
  | { kind: 'aws'; aws: AwsCall }
  | { kind: 'documents' }
  | { kind: 'deliveries'; deliver: DeliverCall }
  | { kind: 'none' };

/** An action whose arguments were checked. No rule was asked yet. */
export interface Prepared {
  call: HostCallRequest;
  /** null for `context.http`. */
  found: FoundService | null;
  work: Work;
  /** What stubs are matched with, and rules see as `%%args`. */
  args: unknown;
  ruleArgs: unknown;
  /** What rules list: `s3:PutObject` also where it was asked for by `execute`. */
  ruleAction: string;
}

const MONGO = new Set(['mongodb-atlas', 'mongodb']);

/** @throws ActionError InvalidParameter, ServiceCommandNotFound */
export function prepare(found: FoundService | null, call: HostCallRequest): Prepared {
  const args = readEjson(call.args === '' ? '{}' : call.args);
  const type = found?.service.type ?? 'http';
  const work = workOf(type, call, args);
  const prepared = { call, found, work, args, ruleArgs: args, ruleAction: call.action };
  if (work.kind === 'http') return { ...prepared, ruleArgs: ruleArguments(args, work.http) };
  if (work.kind === 'aws' && type === 'aws') {
    const { service, action, input } = work.aws;
    return { ...prepared, ruleArgs: input, ruleAction: `${service}:${action}` };
  }
  return prepared;
}

function workOf(type: string, call: HostCallRequest, args: unknown): Work {
  const { action } = call;
  if (MONGO.has(type)) return { kind: 'documents' };
  if (type === 'http') {
    // A package may send OPTIONS; services of the vendor had no such action.
    const isOptions = call.service === '' && action === 'options';
    if (!HTTP_ACTIONS.has(action) && !isOptions) throw noAction('an HTTP service', action);
    return { kind: 'http', http: readHttpCall(action, args, call.args) };
  }
  if (type === DELIVERIES) {
    if (action !== 'send') throw noAction(DELIVERIES, action);
    return { kind: 'deliveries', deliver: readDeliverCall(args) };
  }
  if (type === 'github')
    throw new ActionError('ServiceCommandNotFound', 'a GitHub service has no actions');
  if (type === 'aws' || type === 'aws-s3' || type === 'aws-ses')
    return { kind: 'aws', aws: readAwsCall(type, action, args) };
  if (type !== 'twilio' && type !== 'gcm') return { kind: 'none' };
  if (action !== 'send') throw noAction(type === 'gcm' ? 'push' : 'Twilio', action);
  return type === 'gcm'
    ? { kind: 'push', message: readPushMessage(args) }
    : { kind: 'twilio', message: readTwilioMessage(args) };
}

const noAction = (what: string, action: string): ActionError =>
  new ActionError('ServiceCommandNotFound', `${what} has no action ${action}`);
