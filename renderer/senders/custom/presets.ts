import type { CustomScheme } from '../../../preload/contract/signatures.ts';

/** Usual schemes to begin with. What is not named stays as it is. */
export const PRESETS: readonly { label: string; scheme: Partial<CustomScheme> }[] = [
  {
    label: 'Hex HMAC of the body',
    scheme: { mac: 'hmac-sha256', encoding: 'hex', key: 'utf8', content: '{body}', time: null },
  },
  {
    label: 'Base64 HMAC of the body',
    scheme: { mac: 'hmac-sha256', encoding: 'base64', key: 'utf8', content: '{body}', time: null },
  },
  {
    label: 'time.body',
    scheme: {
      mac: 'hmac-sha256',
      encoding: 'hex',
      key: 'utf8',
      content: '{time}.{body}',
      time: { header: 'X-Timestamp', unit: 's', windowSeconds: 300 },
    },
  },
];
