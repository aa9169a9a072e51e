import { bashQuote } from '../../../main/snippets/curl/bash-quote.ts';

export const isSampleApp = (app: { clientAppId: string }): boolean =>
  app.clientAppId === 'stationery-thrdx';

/** A request of the tour; its signature is made where it is sent. */
export interface TourCall {
  /** Name of the webhook. */
  webhook: string;
  method: 'GET' | 'POST';
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
  /** Signs the body as `X-Hook-Signature`; null where nobody asks for that. */
  secret: string | null;
}

export interface TourStep {
  title: string;
  text: string;
  /** null where the step is done in the window. */
  call: TourCall | null;
  /** The same call for bash. */
  curl: string | null;
  /** The step is done once this webhook has answered so. */
  done: { webhook: string; status: number };
  /** Where to look at what came of it; null: at the capture itself. */
  look: {
    part: 'collections' | 'services' | 'outbox';
    item: string | null;
    words: string;
  } | null;
}

const ORDER = '{"customer":"ada@stationery.test","lines":[{"item":"notebook","count":2}]}';
const MESSAGE = 'From=%2B15550001&To=%2B15550002&Body=where%20is%20my%20order%3F';

/** A call as a line or three of bash; openssl makes the signature. */
function curlOf(url: string, { headers, body, secret }: TourCall): string {
  const options = headers.map(([name, value]) => ` -H ${bashQuote(`${name}: ${value}`)}`).join('');
  if (body === '') return `curl -i ${bashQuote(url)}${options}`;
  const call = `curl ${bashQuote(url)}${options}`;
  if (secret === null) return `${call} --data-binary ${bashQuote(body)}`;
  return [
    `BODY=${bashQuote(body)}`,
    `SIGNATURE=$(printf %s "$BODY" | openssl dgst -sha256 -hmac ${bashQuote(secret)} | sed 's/^.* //')`,
    `${call} -H "X-Hook-Signature: sha256=$SIGNATURE" --data-binary "$BODY"`,
  ].join('\n');
}

const place = (secret: string): TourCall => ({
  webhook: 'place',
  method: 'POST',
  headers: [['Content-Type', 'application/json']],
  body: ORDER,
  secret,
});

const STEPS: readonly Omit<TourStep, 'curl'>[] = [
  {
    title: 'Place an order',
    text: 'The webhook checks the signature. Its function prices the order and stores it.',
    call: place('needle-and-thread'),
    done: { webhook: 'place', status: 201 },
    look: { part: 'collections', item: null, words: 'See it in the collections' },
  },
  {
    title: 'Sign it with a wrong secret',
    text: 'Backstitch refuses it with 401. The capture shows which check failed.',
    call: place('a wrong secret'),
    done: { webhook: 'place', status: 401 },
    look: null,
  },
  {
    title: 'Change the function',
    text: 'Make it answer 202, compare it on the last captures, save, and place another order.',
    call: null,
    done: { webhook: 'place', status: 202 },
    look: { part: 'services', item: 'orders/place', words: 'Open its editor' },
  },
  {
    title: 'Ask for data that only staff may see',
    text: 'An expression refuses it, and shows which branches were false.',
    call: {
      webhook: 'staff',
      method: 'GET',
      headers: [['X-Email', 'eve@elsewhere.test']],
      body: '',
      secret: null,
    },
    done: { webhook: 'staff', status: 403 },
    look: null,
  },
  {
    title: 'Send a text message',
    text: 'Twilio’s form arrives. What the function sends goes to the outbox; nothing leaves.',
    call: {
      webhook: 'incoming',
      method: 'POST',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: MESSAGE,
      secret: null,
    },
    done: { webhook: 'incoming', status: 200 },
    look: { part: 'outbox', item: null, words: 'See the outbox' },
  },
];

/**
 * The steps of the tour.
 *
 * @param urlOf URL of a webhook by its name; a webhook that was deleted takes its steps with it.
 */
export function tourSteps(urlOf: (webhook: string) => string | undefined): TourStep[] {
  return STEPS.flatMap((step) => {
    const url = urlOf(step.done.webhook);
    if (url === undefined) return [];
    return [{ ...step, curl: step.call === null ? null : curlOf(url, step.call) }];
  });
}

const UTF8 = new TextEncoder();

/** All headers of a call, its signature with them. */
export async function headersOf(call: TourCall): Promise<[string, string][]> {
  const headers = call.headers.map(([name, value]): [string, string] => [name, value]);
  if (call.secret === null) return headers;
  const hash = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', UTF8.encode(call.secret), hash, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, UTF8.encode(call.body)));
  const hex = [...mac].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [...headers, ['X-Hook-Signature', `sha256=${hex}`]];
}
