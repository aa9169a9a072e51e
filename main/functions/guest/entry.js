// Where a run begins and ends. The worker calls begin(), pumps jobs, settles host calls, and asks
// finish() for the outcome once nothing is left to do.
(function (host, parts) {
  'use strict';
  const { encode, decode, toPlain } = parts.ejson;
  const { isCursor } = parts.clients;
  const { parse, stringify } = JSON;
  const StringOf = String;
  const NumberOf = Number;
  const PromiseOf = Promise;
  const { isArray } = Array;
  const { defineProperty } = Object;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  const then = uncurry(Promise.prototype.then);
  const apply = Function.prototype.apply;
  const applyOf = (fn, args) => call.call(apply, fn, undefined, args);
  const slice = uncurry(String.prototype.slice);
  const timers = { __proto__: null };
  const resolve = (value) => PromiseOf.resolve.call(PromiseOf, value);

  let state = { kind: 'pending' };
  let request;
  let response = null;

  const succeed = (value) => {
    state = { kind: 'ok', value };
  };
  const fail = (error) => {
    state = { kind: 'error', error };
  };

  const hide = (name, value) =>
    defineProperty(globalThis, name, { value, writable: true, configurable: true });

  /** The snapshot would make every run draw the same numbers: each run gets a seed of its own. */
  function seedRandom(hex) {
    let a = NumberOf('0x' + slice(hex, 0, 8)) | 0;
    let b = NumberOf('0x' + slice(hex, 8, 16)) | 0;
    let c = NumberOf('0x' + slice(hex, 16, 24)) | 0;
    let d = NumberOf('0x' + slice(hex, 24, 32)) | 1;
    const next = () => {
      const sum = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = ((c << 21) | (c >>> 11)) + sum;
      c |= 0;
      return sum >>> 0;
    };
    for (let i = 0; i < 12; i += 1) next();
    hideOn(Math, 'random', () => (next() * 2097152 + (next() >>> 11)) / 9007199254740992);
  }
  const hideOn = (object, name, value) =>
    defineProperty(object, name, { value, writable: true, configurable: true });

  function timer(repeat) {
    return (run, ms, ...args) => {
      const id = host.timer(NumberOf(ms) || 0, repeat);
      timers[id] = { run, args, repeat };
      return id;
    };
  }
  const clear = (id) => {
    delete timers[id];
    host.clearTimer(NumberOf(id) || 0);
  };

  delete globalThis.SharedArrayBuffer;
  delete globalThis.Atomics;
  hide('BSON', parts.bson.BSON);
  hide('EJSON', parts.ejson.EJSON);
  hide('utils', parts.utils);
  hide('console', parts.console);
  hide('setTimeout', timer(false));
  hide('setInterval', timer(true));
  hide('setImmediate', (run, ...args) => timer(false)(run, 0, ...args));
  hide('clearTimeout', clear);
  hide('clearInterval', clear);
  hide('clearImmediate', clear);
  const lazy = (name, load) =>
    defineProperty(globalThis, name, {
      configurable: true,
      get() {
        const value = load();
        hide(name, value);
        return value;
      },
      set(value) {
        hide(name, value);
      },
    });
  // Made at their first use, so that who uses none of them waits for none.
  const { load } = parts.require;
  lazy('Buffer', () => load('buffer').Buffer);
  for (const name of ['URL', 'URLSearchParams']) lazy(name, () => load('url')[name]);
  for (const name of ['TextEncoder', 'TextDecoder', 'DOMException', 'atob', 'btoa']) {
    lazy(name, () => load('./parts/web')[name]);
  }
  for (const name of ['AbortController', 'AbortSignal'])
    lazy(name, () => load('./parts/abort')[name]);
  lazy('Intl', () => load('./parts/intl'));
  // QuickJS writes them in one way only, whatever language and time zone they are asked for.
  const localized = (prototype, name, kind, optionsOf) =>
    hideOn(prototype, name, function (locales, options) {
      const Format = load('./parts/intl')[kind];
      return new Format(locales, optionsOf(options || {})).format(this);
    });
  const DAY = 'weekday year month day dateStyle'.split(' ');
  const TIME = 'dayPeriod hour minute second fractionalSecondDigits timeStyle'.split(' ');
  /** As the standard fills in what is left out: @see https://tc39.es/ecma402/#sec-todatetimeoptions */
  const filled = (looked, fields) => (options) => {
    for (let i = 0; i < looked.length; i += 1) {
      if (options[looked[i]] !== undefined) return options;
    }
    return { ...fields, ...options };
  };
  const day = { year: 'numeric', month: 'numeric', day: 'numeric' };
  const time = { hour: 'numeric', minute: 'numeric', second: 'numeric' };
  const dates = Date.prototype;
  localized(
    dates,
    'toLocaleString',
    'DateTimeFormat',
    filled([...DAY, ...TIME], { ...day, ...time }),
  );
  localized(dates, 'toLocaleDateString', 'DateTimeFormat', filled(DAY, day));
  localized(dates, 'toLocaleTimeString', 'DateTimeFormat', filled(TIME, time));
  localized(Number.prototype, 'toLocaleString', 'NumberFormat', (options) => options);
  lazy('performance', () => load('perf_hooks').performance);
  hide('queueMicrotask', (run) => {
    then(resolve(), () => {
      try {
        applyOf(run, []);
      } catch (error) {
        host.log('error', 'Uncaught in a callback: ' + errorOf(error).message);
      }
    });
  });
  hideOn(Error, 'captureStackTrace', parts['stack-trace'].captureStackTrace);

  function argumentsOf({ call: how }, body) {
    if (how.kind === 'values') {
      const decoded = decode(how.args);
      const args = isArray(decoded) ? decoded : [decoded];
      if (how.withResponse !== true) return args;
      response = parts.webhook.createResponse();
      return [args[0], response.response];
    }
    response = parts.webhook.createResponse();
    return [parts.webhook.payload({ ...how, body }), response.response];
  }

  function begin(json, body) {
    request = parse(json);
    seedRandom(request.seed);
    parts.scope.open(request);
    const as = {
      system: request.runningAsSystem,
      user: request.user,
      userId: request.user.id,
      depth: 0,
    };
    const context = parts.scope.contextOf(as);
    if (request.console) {
      hide('HTTPResponse', function HTTPResponse() {
        response = parts.webhook.createResponse();
        return response.response;
      });
    }
    hide('context', context);
    parts.require.setHttp(parts.scope.httpOf(as));
    let make;
    try {
      make = host.compile(request.name, null);
    } catch (error) {
      state = { kind: 'error', error, code: 'FunctionSyntaxError' };
      return;
    }
    try {
      const fn = make(undefined, context, parts.require.require);
      if (typeof fn !== 'function') {
        state = {
          kind: 'error',
          code: 'FunctionInvalid',
          error: new Error('the source exports no function: write exports = function (…) { … }'),
        };
        return;
      }
      const value = applyOf(fn, argumentsOf(request, body));
      const whole = then(resolve(value), (v) => (isCursor(v) ? v.toArray() : v));
      then(whole, succeed, fail);
    } catch (error) {
      fail(error);
    }
  }

  function errorOf(thrown, code) {
    const out = {
      __proto__: null,
      code: code || 'FunctionExecutionError',
      name: 'Error',
      message: '',
      stack: '',
    };
    try {
      if (typeof thrown === 'object' && thrown !== null) {
        out.name = StringOf(thrown.name === undefined ? 'Error' : thrown.name);
        out.message =
          thrown.message === undefined ? encode(thrown) || 'undefined' : StringOf(thrown.message);
        out.stack = typeof thrown.stack === 'string' ? thrown.stack : '';
        if (thrown.code === 'FunctionSyntaxError') out.code = thrown.code;
      } else out.message = StringOf(thrown);
    } catch {
      out.message = 'what was thrown cannot be shown';
    }
    return out;
  }

  /** What the log of a run says of what it let go unseen: reasons of rejections. */
  function sayWhatWasLost(reasons) {
    for (let i = 0; i < reasons.length; i += 1) {
      const { name, message, stack } = errorOf(reasons[i]);
      const head = `Nobody handles this rejection: ${name}: ${message}`;
      host.log('error', head + host.lookup('stack', stack));
    }
  }
  /** A webhook answers what response was told, and drops what its function returned. */
  function sayWhatWasDropped(reply, value) {
    if (reply === null || value === undefined || value === null) return;
    const isFilled = request.call.kind === 'webhook' && request.call.endpoint === true;
    if (isFilled && reply.bodyBase64 === null) return;
    host.log(
      'warn',
      'The function told response what to answer, and returned a value: the value is dropped.',
    );
  }

  /** @param {...unknown} lost reasons of the rejections that nobody handles */
  function finish(...lost) {
    sayWhatWasLost(lost);
    if (state.kind === 'pending') return stringify({ __proto__: null, kind: 'pending' });
    if (state.kind === 'error') {
      return stringify({ __proto__: null, kind: 'error', error: errorOf(state.error, state.code) });
    }
    try {
      const { value } = state;
      const isWebhook = request.call.kind === 'webhook';
      const reply = response === null ? null : response.taken();
      sayWhatWasDropped(reply, value);
      return stringify({
        __proto__: null,
        kind: 'ok',
        result: encode(value),
        resultString: typeof value === 'string' ? value : null,
        resultJson: isWebhook && request.call.endpoint ? toPlain(value) : null,
        reply,
      });
    } catch (error) {
      return stringify({ __proto__: null, kind: 'error', error: errorOf(error) });
    }
  }
  function fire(id) {
    const entry = timers[id];
    if (entry === undefined) return;
    if (!entry.repeat) delete timers[id];
    try {
      applyOf(entry.run, entry.args);
    } catch (error) {
      host.log('error', 'Uncaught in a timer: ' + errorOf(error).message);
    }
  }
  /** Whether the function has returned, and what it returned has settled. */
  const settled = () => state.kind !== 'pending';
  return { begin, finish, fire, settled, settle: parts.scope.settle };
});
