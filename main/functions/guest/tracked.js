// Promises that know whether somebody waits for them: what services answer with, and what is made of
// it by then(). A rejection that nobody handles is logged when the run ends. QuickJS has a hook for
// all promises, which its build for WebAssembly does not hand out; promises of async functions that
// nobody awaits stay unseen.
(function () {
  'use strict';
  const PromiseOf = Promise;
  const { setPrototypeOf, defineProperty } = Object;
  const call = Function.prototype.call;
  const uncurry = (method) => call.bind(method);
  const nativeThen = uncurry(Promise.prototype.then);
  const resolveOf = PromiseOf.resolve;
  const settled = (value) => call.call(resolveOf, PromiseOf, value);
  const MOST = 100;
  /** Rejections in their order, as a chain: an array would ask what the source did to its prototype. */
  const first = { __proto__: null, handled: true, error: undefined, next: null };
  let last = first;
  let count = 0;
  const HANDLED = Symbol('handled');

  class Tracked extends PromiseOf {
    constructor(executor) {
      const state = { __proto__: null, handled: false, error: undefined, next: null };
      let self;
      const refuse = (reject) => (error) => {
        if (!state.handled && count < MOST) {
          state.error = error;
          last.next = state;
          last = state;
          count += 1;
        }
        reject(error);
      };
      super((resolve, reject) => {
        const no = refuse(reject);
        executor((value) => {
          const isObject =
            (typeof value === 'object' && value !== null) || typeof value === 'function';
          // What a promise gives later is seen here first: settled() waits as await does.
          if (isObject && value !== self) nativeThen(settled(value), resolve, no);
          else resolve(value);
        }, no);
      });
      self = this;
      defineProperty(this, HANDLED, { value: state });
    }
    // oxlint-disable-next-line no-thenable -- a promise has one
    then(onValue, onError) {
      const state = this[HANDLED];
      if (state !== undefined) state.handled = true;
      return nativeThen(this, onValue, onError);
    }
  }
  setPrototypeOf(Tracked, PromiseOf);

  return {
    /** @template T @param {Promise<T>} promise */
    tracked: (promise) => new Tracked((resolve) => resolve(promise)),
    /** @param visit is given the error of each rejection that nobody handles by now. */
    eachUnhandled(visit) {
      for (let at = first; at !== null; at = at.next) if (!at.handled) visit(at.error);
    },
  };
});
