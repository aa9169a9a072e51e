// require(): CommonJS modules by text, loaded once for each run. Shims get the host's computations
// through `host`; modules of an app never see it.
(function (host, parts) {
  'use strict';
  const { parse, stringify } = JSON;
  const ErrorOf = Error;
  const StringOf = String;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  const mapGet = uncurry(Map.prototype.get);
  const mapSet = uncurry(Map.prototype.set);
  const mapDelete = uncurry(Map.prototype.delete);
  const startsWith = uncurry(String.prototype.startsWith);
  const { defineProperty } = Object;
  const loaded = new Map();
  /** Compiled before the run: id to what compileModule gives. No code of them has run. */
  const kept = new Map();

  function find(name, from) {
    const found = parse(host.wait('module', stringify({ name: StringOf(name), from })));
    if (found.ok) return found;
    const error = new ErrorOf(found.message);
    defineProperty(error, 'code', { value: 'MODULE_NOT_FOUND', enumerable: true });
    throw error;
  }
  function load(name, from) {
    const found = find(name, from);
    const known = mapGet(loaded, found.id);
    if (known !== undefined) return known.exports;
    const module = {
      id: found.id,
      filename: found.id,
      exports: {},
      loaded: false,
      children: [],
      paths: [],
    };
    mapSet(loaded, found.id, module);
    try {
      if (found.format === 'json') module.exports = parse(found.source);
      else run(module, found);
    } catch (error) {
      // As in Node: one that failed while loading is not there half.
      mapDelete(loaded, found.id);
      throw error;
    }
    module.loaded = true;
    return module.exports;
  }
  function run(module, { id }) {
    const isShim = startsWith(id, 'own:shim/');
    const inner = (name) => load(name, id);
    defineProperty(inner, 'resolve', { value: (name) => find(name, id).id });
    defineProperty(inner, 'cache', { value: {} });
    module.require = inner;
    const make = mapGet(kept, id) || host.compileModule(id);
    // Packages expect them wherever they run; functions themselves have neither.
    if (globalThis.process === undefined) ensureProcess();
    if (isShim) {
      const shim = make(module.exports, inner, module, id, '/');
      if (typeof module.exports === 'function' && module.exports.shim === true) {
        module.exports = module.exports(host, parts, inner);
      }
      return shim;
    }
    return make.call(module.exports, module.exports, inner, module, id, '/');
  }
  let settingUp = false;
  function ensureProcess() {
    if (settingUp) return;
    settingUp = true;
    defineProperty(globalThis, 'process', {
      value: load('process', ''),
      writable: true,
      configurable: true,
    });
    defineProperty(globalThis, 'global', { value: globalThis, writable: true, configurable: true });
    if (globalThis.crypto === undefined) ensureCrypto();
  }
  /** What packages of this day ask for ids and random bytes. */
  function ensureCrypto() {
    const hide = (value) =>
      defineProperty(globalThis, 'crypto', { value, writable: true, configurable: true });
    defineProperty(globalThis, 'crypto', {
      configurable: true,
      get() {
        const { webcrypto } = load('crypto', '');
        hide(webcrypto);
        return webcrypto;
      },
      set: hide,
    });
  }
  const require = (name) => load(name, '');
  // Set by the scope of the entry point: the shims of http and https call out through it. Functions
  // are handed `require` itself, and get none of this.
  let http;
  return {
    require,
    /** For our own parts. */
    load: (name) => load(name, 'own:shim/entry'),
    http: () => http,
    /** Takes a compiled module over, before the memory of a run is remembered. */
    keep(id, make) {
      mapSet(kept, id, make);
    },
    setHttp(send) {
      http = send;
    },
  };
});
