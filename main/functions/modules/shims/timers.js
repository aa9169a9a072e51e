module.exports = function (_host, _parts, require) {
  'use strict';
  const aborted = (signal) => {
    const { DOMException } = require('./parts/web');
    return signal.reason || new DOMException('The operation was aborted', 'AbortError');
  };
  /** @param start begins a timer and returns what clears it. */
  const promised =
    (start) =>
    (ms, value, { signal } = {}) =>
      new Promise((resolve, reject) => {
        if (signal && signal.aborted) {
          reject(aborted(signal));
          return;
        }
        const stop = start(() => resolve(value), ms);
        if (signal) {
          signal.addEventListener('abort', () => {
            stop();
            reject(aborted(signal));
          });
        }
      });
  const after = promised((run, ms) => {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  });
  return {
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    setImmediate,
    clearImmediate,
    promises: {
      setTimeout: after,
      setImmediate: (value, options) => after(0, value, options),
      async *setInterval(ms, value, options) {
        for (;;) yield await after(ms, value, options);
      },
    },
  };
};
module.exports.shim = true;
