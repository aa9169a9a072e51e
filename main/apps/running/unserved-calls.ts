import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { planOf, type Taker } from '../../intake/taker.ts';
import { corsHeaders } from '../webhooks/cors.ts';
import { refusalBody } from '../webhooks/refusal.ts';

const CLIENT_API = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*)?\/api\/client\/v2\.0(?:[/?#]|$)/i;

const TEXT =
  'Backstitch does not serve this call of the client API. It serves incoming webhooks, at ' +
  '/api/client/v2.0/app/<id>/service/<service>/incoming_webhook/<name>, and of apps whose client ' +
  'API is on: location, auth, functions and push, below /api/client/v2.0/app/<id>.';

/**
 * Calls of the vendor's client API that nothing here serves. A client application that was told 200
 * would take the text of the inbox for its answer.
 */
export const unservedCalls: Taker = {
  take({ target }) {
    if (!CLIENT_API.test(target)) return null;
    return {
      kept: true,
      answer({ headers: asked }, stages) {
        stages.end('match', 'refused', TEXT);
        const type: HeaderPair = ['Content-Type', 'application/json'];
        const headers = [...corsHeaders(asked), type];
        const body = refusalBody({ status: 404, code: 'NotFound', text: TEXT });
        const plan = planOf({ status: 404, headers, body });
        return { plan, decidedBy: 'match', reason: TEXT, endpoint: null };
      },
    };
  },
};
