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
  const startsWith = uncurry(String.prototype.startsWith);
  const { defineProperty } = Object;
  const loaded = new Map();

  function load(name, from) {
    const found = parse(host.wait('module', stringify({ name: StringOf(name), from })));
    if (!found.ok) {
      const error = new ErrorOf(found.message);
      defineProperty(error, 'code', { value: 'MODULE_NOT_FOUND', enumerable: true });
      throw error;
    }
    const known = mapGet(loaded, found.id);
    if (known !== undefined) return known.exports;
    const module = { id: found.id, exports: {}, loaded: false };
    mapSet(loaded, found.id, module);
    if (found.format === 'json') module.exports = parse(found.source);
    else run(module, found);
    module.loaded = true;
    return module.exports;
  }
  function run(module, { id, source }) {
    const isShim = startsWith(id, 'own:shim/');
    const inner = (name) => load(name, id);
    const make = host.compileModule(id, source);
    // Packages written for browsers look for these.
    if (globalThis.process === undefined && startsWith(id, 'own:')) ensureProcess();
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
  }
  const require = (name) => load(name, '');
  // Set by the scope of the entry point: the shims of http and https call out through it.
  let http;
  defineProperty(require, 'http', { value: () => http });
  defineProperty(require, 'setHttp', {
    value: (client) => {
      http = client;
    },
  });
  return require;
});
