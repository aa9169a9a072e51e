// Error.captureStackTrace, which V8 has: classes of errors call it while they are made, and packages
// that warn of old names ask it, through Error.prepareStackTrace, who called them.
(function () {
  'use strict';
  const ErrorOf = Error;
  const NumberOf = Number;
  const { defineProperty } = Object;
  const decode = decodeURIComponent;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  const exec = uncurry(RegExp.prototype.exec);
  const split = uncurry(String.prototype.split);
  const startsWith = uncurry(String.prototype.startsWith);
  const slice = uncurry(String.prototype.slice);
  const FRAME = /^\s*at (?:(.*?) \()?([^()\s]+?)(?::(\d+))?(?::(\d+))?\)?$/;
  const own = (object, name, value) =>
    defineProperty(object, name, { __proto__: null, value, writable: true, configurable: true });

  /** What V8 tells of a frame. Values and functions of it are told to nobody. */
  function siteOf(name, file, line, column, text) {
    const place = startsWith(file, 'user:') ? decode(slice(file, 5)) : file;
    const none = () => null;
    const no = () => false;
    return {
      getFileName: () => place,
      getScriptNameOrSourceURL: () => place,
      getLineNumber: () => line,
      getColumnNumber: () => column,
      getFunctionName: () => name,
      getMethodName: none,
      getTypeName: none,
      getThis: () => undefined,
      getFunction: () => undefined,
      getEvalOrigin: () => undefined,
      isNative: () => file === 'native',
      isToplevel: () => true,
      isConstructor: no,
      isEval: no,
      isAsync: no,
      isPromiseAll: no,
      toString: () => text,
    };
  }
  /** Frames of a stack without ours, from the caller of `below` on, where that is a function. */
  function framesOf(stack, below) {
    const skipped = typeof below === 'function' ? below.name : '';
    const lines = split(stack, '\n');
    let sites = [];
    let text = '';
    for (let i = 0; i < lines.length; i += 1) {
      const found = exec(FRAME, lines[i]);
      if (found === null || startsWith(found[2], 'backstitch:')) continue;
      const name = found[1] === undefined || found[1] === '<anonymous>' ? null : found[1];
      if (skipped !== '' && name === skipped) {
        sites = [];
        text = '';
        continue;
      }
      const number = (at) => (found[at] === undefined ? null : NumberOf(found[at]));
      own(sites, sites.length, siteOf(name, found[2], number(3), number(4), lines[i]));
      text += lines[i] + '\n';
    }
    return { sites, text };
  }
  return {
    /** @param {object} object @param {unknown} [below] a function: frames down to its own are left out */
    captureStackTrace(object, below) {
      const { sites, text } = framesOf(new ErrorOf().stack, below);
      const prepare = ErrorOf.prepareStackTrace;
      own(object, 'stack', typeof prepare === 'function' ? prepare(object, sites) : text);
    },
  };
});
