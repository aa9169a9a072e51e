// `context` of one function: each function called gets one of its own, so that a system function
// called by a user's function acts as system and nothing else does.
(function (host, parts) {
  'use strict';
  const { encode, decode } = parts.ejson;
  const { clients } = parts;
  const { parse, stringify } = JSON;
  const StringOf = String;
  const ErrorOf = Error;
  const PromiseOf = Promise;
  const { freeze, defineProperty } = Object;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  const mapGet = uncurry(Map.prototype.get);
  const mapSet = uncurry(Map.prototype.set);
  const mapDelete = uncurry(Map.prototype.delete);
  const apply = Function.prototype.apply;
  const applyOf = (fn, args) => call.call(apply, fn, undefined, args);
  const MAX_NESTING = 32;
  const waiting = new Map();

  function failure({ code, message, systemCode }) {
    const error = new ErrorOf(message);
    defineProperty(error, 'code', { value: code, enumerable: true });
    defineProperty(error, 'error_code', { value: code });
    // What Node calls it: for the packages that ask for `ECONNREFUSED`.
    if (systemCode !== undefined) defineProperty(error, 'systemCode', { value: systemCode });
    return error;
  }
  function coded(code, message) {
    return failure({ code, message });
  }
  /** Starts an action; its answer settles the promise. */
  function start(json) {
    return new PromiseOf((resolve, reject) => {
      mapSet(waiting, host.start('action', json), { resolve, reject });
    });
  }
  function settle(id, ok, text) {
    const entry = mapGet(waiting, id);
    if (entry === undefined) return;
    mapDelete(waiting, id);
    try {
      if (ok) entry.resolve(decode(text));
      else entry.reject(failure(parse(text)));
    } catch (error) {
      entry.reject(error);
    }
  }

  const jsonOf = (service, as, action, args) =>
    stringify({
      __proto__: null,
      service,
      action,
      args: encode(args === undefined ? {} : args) || '{}',
      system: as.system,
      user: as.userId,
    });
  /** @param as `{system, user, depth}` of whoever is running. */
  function sender(service, as) {
    const json = (action, args) => jsonOf(service, as, action, args);
    return {
      call: async (action, args) => await start(json(action, args)),
      callSync(action, args) {
        const answer = parse(host.wait('action', json(action, args)));
        if (!answer.ok) throw failure(answer);
        return decode(answer.result);
      },
    };
  }

  /**
   * The client of the shims of http and https: `context.http`, with a way to give a call up.
   *
   * @returns {(action: string, args: object) => { answer: Promise<object>, cancel: () => void }}
   */
  const httpOf = (as) => (action, args) => {
    let id;
    const answer = new PromiseOf((resolve, reject) => {
      id = host.start('action', jsonOf('', as, action, args));
      mapSet(waiting, id, { resolve, reject });
    });
    return {
      answer,
      cancel() {
        mapDelete(waiting, id);
        host.cancel(id);
      },
    };
  };

  function userOf(id) {
    const answer = parse(host.wait('user', stringify({ __proto__: null, id })));
    if (!answer.ok) throw failure(answer);
    return parse(answer.result);
  }

  /** Who a called function runs as: the caller, unless its own settings say otherwise. */
  function actorFor(name, settings, as, args) {
    const inner = { ...as, depth: as.depth + 1 };
    if (settings.runAsSystem === true) return { ...inner, system: true };
    if (settings.runAsUserId !== '') return asUser(inner, settings.runAsUserId);
    if (settings.runAsUserIdScriptSource === '') return inner;
    const script = host.compile(name + ' (user)', settings.runAsUserIdScriptSource);
    const chosen = applyOf(
      script(undefined, contextOf({ ...inner, system: true }), parts.require.require),
      args,
    );
    return typeof chosen === 'string' && chosen !== ''
      ? asUser(inner, chosen)
      : { ...inner, system: true };
  }
  function asUser(as, id) {
    return { ...as, system: false, userId: id, user: userOf(id) };
  }

  function execute(as, name, args) {
    const text = host.lookup('function', StringOf(name));
    if (text === null) throw coded('FunctionNotFound', `function not found: '${StringOf(name)}'`);
    if (as.depth >= MAX_NESTING) {
      throw coded(
        'FunctionExecutionError',
        `functions call each other more than ${MAX_NESTING} deep: '${name}'`,
      );
    }
    const settings = parse(text);
    if (settings.guarded) {
      const answer = parse(
        host.wait(
          'access',
          stringify({ __proto__: null, name, user: as.userId, system: as.system }),
        ),
      );
      if (!answer.ok) throw failure(answer);
    }
    const actor = actorFor(name, settings, as, args);
    const make = host.compile(name, null);
    const fn = make(undefined, contextOf(actor), parts.require.require);
    if (typeof fn !== 'function') {
      throw coded('FunctionInvalid', `function '${name}' exports no function`);
    }
    return applyOf(fn, args);
  }

  function getService(as, name) {
    const text = host.lookup('service', StringOf(name));
    if (text === null) return undefined;
    const service = parse(text);
    if (service.name !== name) {
      host.log('warn', `The service is named "${service.name}"; "${name}" is its folder.`);
    }
    const { call, callSync } = sender(service.name, as);
    return clients.create(service, call, callSync);
  }
  function getValue(name) {
    const text = host.lookup('value', StringOf(name));
    // Parsed again for each call: functions in the wild change what they got.
    return text === null ? undefined : decodePlain(text);
  }
  // Values are plain JSON; EJSON in them is read too, numbers stay numbers.
  const decodePlain = (text) => decode(text);

  let shared;
  function contextOf(as) {
    const context = {
      services: freeze({ get: (name) => getService(as, name) }),
      functions: freeze({ execute: (name, ...args) => execute(as, name, args) }),
      values: freeze({ get: getValue }),
      user: as.user,
      request: shared.request,
      environment: shared.environment,
      app: shared.app,
      runningAsSystem: () => as.system,
    };
    let http;
    defineProperty(context, 'http', {
      enumerable: true,
      get() {
        if (http === undefined) http = clients.http(sender('', as).call);
        return http;
      },
    });
    return context;
  }
  return {
    settle,
    contextOf,
    httpOf,
    /** @param request what begin() was given. */
    open(request) {
      const contextRequest = request.request === null ? undefined : request.request;
      if (contextRequest !== undefined) {
        contextRequest.requestHeaders = parts.webhook.headersOf(contextRequest.requestHeaders);
      }
      shared = {
        request: contextRequest,
        environment: {
          tag: request.environment.tag,
          values: decodePlain(request.environment.values || '{}'),
        },
        app: request.app,
      };
    },
  };
});
