export const isSampleApp = (app: { clientAppId: string }): boolean =>
  app.clientAppId === 'stationery-thrdx';

export interface TourStep {
  title: string;
  text: string;
  /** A call for bash; null where the step is done in the window. */
  curl: string | null;
  look:
    | { page: 'captures'; words: string }
    | { page: 'app'; part: 'collections' | 'services' | 'outbox'; item: string | null; words: string };
}

const ORDER = '{"customer":"ada@stationery.test","lines":[{"item":"notebook","count":2}]}';

function signedCall(url: string, secret: string): string {
  return [
    `BODY='${ORDER}'`,
    `SIGNATURE=$(printf %s "$BODY" | openssl dgst -sha256 -hmac '${secret}' | sed 's/^.* //')`,
    `curl '${url}' -H "X-Hook-Signature: sha256=$SIGNATURE" --data-binary "$BODY"`,
  ].join('\n');
}

/**
 * The steps of the tour.
 *
 * @param urlOf URL of a webhook by its name; a webhook that was deleted takes its steps with it.
 */
export function tourSteps(urlOf: (webhook: string) => string | undefined): TourStep[] {
  const steps: TourStep[] = [];
  const place = urlOf('place');
  if (place !== undefined) {
    steps.push(
      {
        title: 'Place an order',
        text: 'The webhook checks the signature. Its function prices the order and stores it.',
        curl: signedCall(place, 'needle-and-thread'),
        look: { page: 'app', part: 'collections', item: null, words: 'See it in the collections' },
      },
      {
        title: 'Sign it with a wrong secret',
        text: 'Backstitch refuses it with 401. The capture shows which check failed.',
        curl: signedCall(place, 'a wrong secret'),
        look: { page: 'captures', words: 'Open the capture, tab Webhook' },
      },
      {
        title: 'Change the function',
        text: 'Make it answer 202, compare it on the last captures, save.',
        curl: null,
        look: { page: 'app', part: 'services', item: 'orders/place', words: 'Open its editor' },
      },
    );
  }
  const staff = urlOf('staff');
  if (staff !== undefined) {
    steps.push({
      title: 'Ask for data that only staff may see',
      text: 'An expression refuses it, and shows which branches were false.',
      curl: `curl -i '${staff}' -H 'X-Email: eve@elsewhere.test'`,
      look: { page: 'captures', words: 'Open the capture, tab Webhook' },
    });
  }
  const sms = urlOf('incoming');
  if (sms !== undefined) {
    steps.push({
      title: 'Send a text message',
      text: 'Twilio’s form arrives. What the function sends goes to the outbox; nothing leaves.',
      curl: `curl '${sms}' --data-urlencode 'From=+15550001' --data-urlencode 'To=+15550002' --data-urlencode 'Body=where is my order?'`,
      look: { page: 'app', part: 'outbox', item: null, words: 'See the outbox' },
    });
  }
  return steps;
}
