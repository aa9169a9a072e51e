import type { CallResult } from './client-app.ts';
import { type AskedByUser, type Said } from './asked.ts';
import { readCallText, type Call } from './fields.ts';
import { readCollectionCall } from './mongo-arguments.ts';
import type { ClientApiParts } from './client-app.ts';
import { CallRefused, invalidSession } from './refusal.ts';
import { sseError, sseEvent } from './sse.ts';

const MONGO = new Set(['mongodb-atlas', 'mongodb']);
/** How a function says that there is nothing. */
const NOTHING = '{"$undefined":true}';

const PULSE_MS = 25_000;

/** A call that was done, with what explains it. */
export interface Called {
  said: Said;
  result: CallResult | null;
}

/** Calls of functions and actions. */
export function createCalls(parts: ClientApiParts) {
  function serviceOf(asked: AskedByUser, name: string) {
    const found = asked.app.model.services.find((one) => one.name === name);
    if (found === undefined)
      throw new CallRefused('ServiceNotFound', `service not found: '${name}'`);
    return found;
  }

  /** A stream may go on for long: whoever was signed out meanwhile is told nothing more. */
  function requireSession({ app, user, sessionId }: AskedByUser): void {
    const isOver = parts.sessions.get(sessionId) === undefined;
    if (isOver || parts.users.find(app.id, user.id)?.disabled !== false) throw invalidSession();
  }

  async function perform(asked: AskedByUser, call: Call, ended: AbortSignal): Promise<CallResult> {
    const { notes, app, user, request, incoming } = asked;
    const caller = { app, user, request, captureRowId: incoming.rowId };
    notes.name = call.name;
    if (call.service === '') {
      const fn = app.model.functions.find((one) => one.name === call.name);
      if (fn === undefined || fn.private)
        throw new CallRefused('FunctionNotFound', `function not found: '${call.name}'`);
      asked.pass('Function', call.name);
      return parts.callFunction(caller, call.name, call.args);
    }
    const service = serviceOf(asked, call.service);
    notes.service = service.name;
    if (MONGO.has(service.type)) {
      if (call.name === 'watch')
        throw new CallRefused('InvalidParameter', "'watch' is a stream: ask for it by GET");
      const { database, collection, args } = readCollectionCall(call.name, call.args);
      notes.namespace = `${database}.${collection}`;
      asked.pass('Action', `${service.name}.${call.name} of ${notes.namespace}`);
      const action = { service: service.name, action: call.name, args: JSON.stringify(args) };
      return parts.callAction(caller, action, ended);
    }
    asked.pass('Action', `${service.name}.${call.name}`);
    return parts.callAction(
      caller,
      { service: service.name, action: call.name, args: firstOf(call) },
      ended,
    );
  }

  /** Something now and then, so that proxies and tunnels keep a quiet stream open. */
  function pulse(beat: () => Promise<boolean>): () => void {
    let cancel: (() => void) | null = null;
    let isOver = false;
    async function strike(): Promise<void> {
      if (await beat()) next();
    }
    function next(): void {
      if (!isOver) cancel = parts.clock.after(PULSE_MS, () => void strike());
    }
    next();
    return () => {
      isOver = true;
      cancel?.();
    };
  }

  return {
    async call(asked: AskedByUser): Promise<Called> {
      const call = readCallText(asked.body.toString('utf8'));
      asked.stages.at('run');
      const result = await perform(asked, call, new AbortController().signal);
      const { outcome } = result;
      const text = outcome.ok && outcome.result !== NOTHING ? outcome.result : 'null';
      return { said: { kind: 'json', status: 200, text }, result };
    },
    /** `watch` of a collection: each change is one event, until somebody leaves. */
    async stream(
      asked: AskedByUser,
      told: { opened: () => void; closed: (events: number) => void },
    ): Promise<Called> {
      const { query } = asked.call;
      const encoded = query.get('stitch_request') ?? query.get('baas_request') ?? '';
      if (encoded === '')
        throw new CallRefused('MissingParameter', "missing parameter 'baas_request'");
      const call = readCallText(Buffer.from(encoded, 'base64').toString('utf8'));
      const { notes, app, user, request, incoming } = asked;
      notes.name = call.name;
      notes.service = call.service;
      const service = call.service === '' ? null : serviceOf(asked, call.service);
      if (service === null || !MONGO.has(service.type) || call.name !== 'watch')
        throw new CallRefused('FunctionNotCallable', "only 'watch' of a collection is a stream");
      const { database, collection, args } = readCollectionCall('watch', call.args);
      notes.namespace = `${database}.${collection}`;
      asked.pass('Action', `${service.name}.watch of ${notes.namespace}`);
      const caller = { app, user, request, captureRowId: incoming.rowId };
      const left = new AbortController();
      const watched = await parts.watch(
        caller,
        { service: service.name, args: JSON.stringify(args) },
        left.signal,
      );
      const result: CallResult = {
        outcome: { ok: true, result: 'null' },
        decision: watched.decision,
        expression: null,
      };
      // The older library asks first whether it may, and reads nothing of the answer.
      if (query.get('stitch_validate') === 'true') {
        left.abort();
        return { said: { kind: 'stream', stream: async () => {} }, result };
      }
      const said: Said = {
        kind: 'stream',
        async stream(out, ended) {
          const leave = (): void => left.abort();
          ended.addEventListener('abort', leave, { once: true });
          if (ended.aborted) leave();
          let sent = 0;
          const stopPulse = pulse(() => out.write(': still here\n\n'));
          told.opened();
          try {
            await out.write(': watching\n\n');
            for await (const event of watched.events) {
              requireSession(asked);
              if (!(await out.write(sseEvent(event)))) return;
              sent += 1;
            }
          } catch (error) {
            const text = error instanceof Error ? error.message : String(error);
            const code = error instanceof CallRefused ? error.code : 'MongoDBError';
            await out.write(sseError({ code, text }));
          } finally {
            stopPulse();
            leave();
            told.closed(sent);
          }
        },
      };
      return { said, result };
    },
  };
}

/** Actions of other services take one object. */
function firstOf({ values, args }: Call): string {
  if (values.length > 1)
    throw new CallRefused('ArgumentsNotAllowed', 'an action takes one document as its argument');
  return values.length === 0 ? '{}' : args.replace(/^\[/, '').replace(/\]$/, '');
}
