import { badArgument } from '../action-error.ts';
import { type Fields, fieldsOf } from '../ejson.ts';

/** A push as a function asks for it. */
export interface PushMessage {
  userIds: string[];
  /** A topic; '' for none. */
  topic: string;
  registrationTokens: string[];
  priority: 'high' | 'normal' | undefined;
  collapseKey: string | undefined;
  contentAvailable: boolean;
  mutableContent: boolean;
  /** Seconds. */
  timeToLive: number | undefined;
  data: Record<string, string>;
  notification: Fields;
}

const MAX_TTL_S = 2_419_200;

/** @throws ActionError InvalidParameter */
export function readPushMessage(args: unknown): PushMessage {
  const fields = fieldsOf(args);
  const message: PushMessage = {
    userIds: strings(fields.userIds, 'userIds'),
    topic: text(fields.to, 'to') ?? '',
    registrationTokens: strings(fields.registrationTokens, 'registrationTokens'),
    priority: readPriority(fields.priority),
    collapseKey: text(fields.collapseKey, 'collapseKey'),
    contentAvailable: fields.contentAvailable === true,
    mutableContent: fields.mutableContent === true,
    timeToLive: readTimeToLive(fields.timeToLive),
    data: readData(fields.data),
    notification: fieldsOf(fields.notification),
  };
  const { userIds, topic, registrationTokens } = message;
  if (topic === '' && userIds.length + registrationTokens.length === 0)
    throw badArgument('pass one of userIds, to and registrationTokens');
  return message;
}

function text(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw badArgument(`${name} has to be a string`);
}

function strings(value: unknown, name: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badArgument(`${name} has to be an array`);
  return value.map(String);
}

function readPriority(value: unknown): PushMessage['priority'] {
  if (value === undefined || value === null || value === '') return undefined;
  if (value === 'high' || value === 'normal') return value;
  throw badArgument('priority has to be high or normal');
}

function readTimeToLive(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= MAX_TTL_S) return Math.floor(value);
  throw badArgument(`timeToLive has to be 0 to ${MAX_TTL_S} seconds`);
}

/** FCM takes text only, so other values go as JSON. */
const readData = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([name, inner]) => [
      name,
      typeof inner === 'string' ? inner : JSON.stringify(inner),
    ]),
  );

/** For whom and what, in a line each. */
export function summarizePush(message: PushMessage): { to: string; text: string } {
  const { topic, userIds, registrationTokens, notification } = message;
  const to = [...(topic === '' ? [] : [topic]), ...userIds, ...registrationTokens].join(', ');
  const { title, body } = notification;
  return { to, text: [title, body].filter((part) => typeof part === 'string').join(': ') };
}
