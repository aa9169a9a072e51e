import type { Fields } from '../ejson.ts';
import type { PushMessage } from './push-message.ts';

type Target = { topic: string } | { token: string };

/** The messages of FCM HTTP v1 for a push: it takes one receiver or topic each. */
export function fcmPayloads(push: PushMessage): { message: Fields }[] {
  const targets: Target[] = push.registrationTokens.map((token) => ({ token }));
  if (push.topic !== '') targets.unshift({ topic: push.topic.replace(/^\/topics\//, '') });
  const rest = {
    notification: only({ title: push.notification.title, body: push.notification.body }),
    data: only(push.data),
    android: androidPart(push),
    apns: applePart(push),
  };
  return targets.map((target) => ({ message: { ...target, ...only(rest) } }));
}

/** The fields that hold something; undefined if none does. */
function only(fields: Fields): Fields | undefined {
  const held = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return held.length === 0 ? undefined : Object.fromEntries(held);
}

function androidPart({ priority, collapseKey, timeToLive, notification }: PushMessage) {
  return only({
    collapse_key: collapseKey,
    priority: priority?.toUpperCase(),
    ttl: timeToLive === undefined ? undefined : `${timeToLive}s`,
    notification: only({
      icon: notification.icon,
      color: notification.color,
      sound: notification.sound,
      tag: notification.tag,
      click_action: notification.clickAction,
      body_loc_key: notification.bodyLocKey,
      body_loc_args: notification.bodyLocArgs,
      title_loc_key: notification.titleLocKey,
      title_loc_args: notification.titleLocArgs,
    }),
  });
}

function applePart(push: PushMessage) {
  const { notification, collapseKey, priority } = push;
  const badge = Number(notification.badge);
  const aps = only({
    sound: notification.sound,
    category: notification.clickAction,
    badge: notification.badge === undefined || Number.isNaN(badge) ? undefined : badge,
    'content-available': push.contentAvailable ? 1 : undefined,
    'mutable-content': push.mutableContent ? 1 : undefined,
  });
  const headers = only({
    'apns-collapse-id': collapseKey,
    'apns-priority': priority && { high: '10', normal: '5' }[priority],
  });
  return only({ headers, payload: aps && { aps } });
}
