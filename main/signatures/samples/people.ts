import { formSample, jsonSample } from './sample.ts';

/** Messages, accounts, meetings and forms. */
export const PEOPLE_SAMPLES = [
  jsonSample('slack', 'app_mention', ({ short, seconds }) => ({
    token: 'not-used-any-more',
    team_id: 'T0SAMPLE',
    api_app_id: 'A0SAMPLE',
    event: {
      type: 'app_mention',
      user: 'U0SAMPLE',
      text: '<@U0BOT> is the deploy done?',
      ts: `${seconds}.000200`,
      channel: 'C0SAMPLE',
    },
    type: 'event_callback',
    event_id: `Ev${short.toUpperCase()}`,
    event_time: seconds,
  })),
  formSample(
    'twilio',
    'delivered',
    ({ short }) => [
      ['MessageSid', `SM${short}00000000000000000000`],
      ['MessageStatus', 'delivered'],
      ['AccountSid', 'AC00000000000000000000000000000000'],
      ['From', '+15005550006'],
      ['To', '+15005550009'],
      ['ApiVersion', '2010-04-01'],
    ],
    ({ uuid }) => [['I-Twilio-Idempotency-Token', uuid]],
  ),
  jsonSample('sendgrid', 'delivered', ({ short, seconds }) => [
    {
      email: 'ada@example.com',
      timestamp: seconds,
      'smtp-id': `<${short}@sample>`,
      event: 'delivered',
      category: ['receipt'],
      sg_event_id: `ev_${short}`,
      sg_message_id: `${short}.recvd-sample-1`,
      response: '250 OK',
    },
  ]),
  jsonSample('mailgun', 'delivered', ({ short, seconds }) => ({
    signature: { token: short.repeat(4).slice(0, 48), timestamp: String(seconds), signature: '' },
    'event-data': {
      event: 'delivered',
      id: short,
      timestamp: seconds,
      recipient: 'ada@example.com',
      message: { headers: { 'message-id': `${short}@sample`, subject: 'Your order' } },
    },
  })),
  jsonSample('clerk', 'user.created', ({ short, seconds }) => ({
    type: 'user.created',
    object: 'event',
    data: {
      object: 'user',
      id: `user_${short}`,
      first_name: 'Ada',
      last_name: 'Sample',
      email_addresses: [{ id: `idn_${short}`, email_address: 'ada@example.com' }],
      created_at: seconds * 1000,
    },
  })),
  jsonSample('discord', 'command', ({ seconds }) => ({
    id: String(seconds * 1_000_000),
    application_id: '1000000000000000000',
    type: 2,
    data: {
      id: '1',
      name: 'stitch',
      type: 1,
      options: [{ name: 'colour', type: 3, value: 'red' }],
    },
    token: 'sample',
    version: 1,
  })),
  jsonSample('zoom', 'meeting.started', ({ seconds, now }) => ({
    event: 'meeting.started',
    event_ts: seconds * 1000,
    payload: {
      account_id: 'SAMPLE',
      object: { id: '81000000000', topic: 'Stitching circle', start_time: now.toISOString() },
    },
  })),
  jsonSample('calendly', 'invitee.created', ({ uuid, now }) => ({
    event: 'invitee.created',
    created_at: now.toISOString(),
    payload: {
      uri: `https://api.calendly.example/scheduled_events/1/invitees/${uuid}`,
      name: 'Ada Sample',
      email: 'ada@example.com',
      status: 'active',
    },
  })),
  jsonSample('typeform', 'form_response', ({ uuid, now }) => ({
    event_id: uuid,
    event_type: 'form_response',
    form_response: {
      form_id: 'sample',
      submitted_at: now.toISOString(),
      answers: [{ type: 'number', number: 5, field: { id: 'f1', ref: 'rating' } }],
    },
  })),
  jsonSample('telegram', 'message', ({ seconds }) => ({
    update_id: seconds,
    message: {
      message_id: 42,
      from: { id: 1, is_bot: false, first_name: 'Ada' },
      chat: { id: 1, type: 'private' },
      date: seconds,
      text: '/start',
    },
  })),
];
