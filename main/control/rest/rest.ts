import type { IncomingMessage, ServerResponse } from 'node:http';
import { getEventIteratorSchemaDetails } from '@orpc/contract';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { sendError } from '../answer.ts';
import type { Access } from '../auth.ts';
import type { Log } from '../../lib/log.ts';
import { readJsonBody } from './json-body.ts';
import { describeApi, isInRest } from './openapi.ts';
import { refuseQuery, refuseUnknown } from './query-input.ts';
import { publicError, toPublicError } from '../public-error.ts';
import { answerRaw, rawRouteOf } from './raw-body.ts';
import type { EngineRouter } from '../router.ts';
import type { CallContext } from '../router/base.ts';
import type { Streams } from './streams.ts';

/** What a call has with it; the answer itself is for streams alone. */
interface RestContext extends CallContext {
  response: ServerResponse;
}

/** Answers everything under `/api`. The caller was let in before. */
export function createRest(
  router: EngineRouter,
  log: Log,
  access: Pick<Access, 'sessionOf' | 'identify'>,
  streams: Streams,
) {
  const handler = new OpenAPIHandler<RestContext>(router, {
    filter: isInRest,
    eventIteratorKeepAliveInterval: streams.keepAliveMs,
    // Input that cannot even be decoded fails before the router's own error mapping.
    interceptors: [
      async (options) => {
        try {
          return await options.next();
        } catch (error) {
          throw toPublicError(error, log);
        }
      },
    ],
    clientInterceptors: [
      async (options) => {
        const { outputSchema } = options.procedure['~orpc'];
        refuseUnknown(options.procedure['~orpc'], options.input);
        if (getEventIteratorSchemaDetails(outputSchema) === undefined) return options.next();
        streams.admit(options.context.response);
        // The schema says that it is one.
        return streams.carry((await options.next()) as AsyncIterator<unknown>);
      },
    ],
  });
  let description: Promise<string> | undefined;

  return async (request: IncomingMessage, response: ServerResponse, path: string) => {
    if (path === '/api/v1/openapi.json' && request.method === 'GET') {
      description ??= describeApi(router).then((document) => JSON.stringify(document));
      response.setHeader('Content-Type', 'application/json');
      response.end(await description);
      return;
    }
    const raw = rawRouteOf(request, path);
    if (raw !== undefined) return answerRaw(request, response, raw, { router, log });
    if (request.method !== 'GET') {
      await attachBody(request);
      refuseQuery(request);
    }
    const context: RestContext = {
      response,
      stopping: streams.stopping,
      session: access.sessionOf(request),
      byCookie: access.identify(request) === 'cookie',
    };
    const { matched } = await handler.handle(request, response, { prefix: '/api/v1', context });
    if (!matched) sendError(response, publicError('NOT_FOUND'));
  };
}

// oRPC takes a body that was read before it. Its own reading has no limit and would take forms,
// files and event streams as input.
async function attachBody(request: IncomingMessage): Promise<void> {
  const body = await readJsonBody(request).catch((error: unknown) => {
    // The rest is read and thrown away: a sender cut off while sending sees a reset, not the answer.
    request.resume();
    throw error;
  });
  delete request.headers['content-disposition'];
  Object.assign(request, { body });
}
