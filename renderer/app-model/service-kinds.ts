/** A kind of service that can be made here, with what its form asks for. */
export interface ServiceKind {
  type: string;
  label: string;
  help: string;
  /** Fields of `config`: name and what it is. */
  config: readonly { name: string; label: string; help: string }[];
  /** Fields of `secret_config`: each names a Secret. */
  secrets: readonly { name: string; label: string; help: string }[];
  hasWebhooks: boolean;
  actions: readonly string[];
}

const REGION = { name: 'region', label: 'Region', help: 'E.g. us-east-1' };
const ACCESS_KEY = { name: 'accessKeyId', label: 'Access key id', help: 'AKIA…' };
const SECRET_KEY = {
  name: 'secretAccessKey',
  label: 'Secret access key',
  help: 'Name of the Secret that contains it.',
};

export const SERVICE_KINDS: readonly ServiceKind[] = [
  {
    type: 'http',
    label: 'HTTP',
    help: 'Webhooks from any sender, and requests to any host that a rule allows.',
    config: [],
    secrets: [],
    hasWebhooks: true,
    actions: ['get', 'post', 'put', 'patch', 'delete', 'head'],
  },
  {
    type: 'github',
    label: 'GitHub',
    help: 'Webhooks from GitHub, with their signature checked.',
    config: [],
    secrets: [],
    hasWebhooks: true,
    actions: [],
  },
  {
    type: 'twilio',
    label: 'Twilio',
    help: 'Text messages: webhooks that answer them, and an action that sends them.',
    config: [{ name: 'sid', label: 'Account SID', help: 'AC… of the account.' }],
    secrets: [
      { name: 'auth_token', label: 'Auth token', help: 'Name of the Secret that contains it.' },
    ],
    hasWebhooks: true,
    actions: ['send'],
  },
  {
    type: 'aws',
    label: 'AWS',
    help: 'S3, SES, SNS, SQS, Lambda, Kinesis and Firehose through the official clients.',
    config: [ACCESS_KEY, REGION],
    secrets: [SECRET_KEY],
    hasWebhooks: false,
    actions: ['s3:*', 'ses:*', 'sns:*', 'sqs:*', 'lambda:*', 'kinesis:*', 'firehose:*'],
  },
  {
    type: 'gcm',
    label: 'Push',
    help: 'Push notifications through Firebase Cloud Messaging.',
    config: [{ name: 'senderId', label: 'Sender id', help: 'Of the Firebase project.' }],
    secrets: [
      {
        name: 'apiKey',
        label: 'Service account',
        help: 'Name of the Secret that contains its JSON, to send for real.',
      },
    ],
    hasWebhooks: false,
    actions: ['send'],
  },
  {
    type: 'mongodb-atlas',
    label: 'MongoDB',
    help: 'Collections, on this computer or on a real server.',
    config: [],
    secrets: [],
    hasWebhooks: false,
    actions: [],
  },
];

export const kindOf = (type: string): ServiceKind | undefined =>
  SERVICE_KINDS.find((kind) => kind.type === type);

/** Fields of a JSON object in text form; {} for anything else. */
export function readFields(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    // Half-written JSON: the form shows nothing of it.
    return {};
  }
}

/** The text with one field set; the others stay. */
export function withField(text: string, name: string, value: string): string {
  return JSON.stringify({ ...readFields(text), [name]: value }, null, 4);
}
