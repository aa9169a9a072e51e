// Nobody listens to what packages tell about themselves.
module.exports = function () {
  'use strict';
  class Channel {
    constructor(name) {
      this.name = name;
    }
    get hasSubscribers() {
      return false;
    }
    publish() {}
    subscribe() {}
    unsubscribe() {
      return false;
    }
    runStores(_data, run, self, ...args) {
      return run.apply(self, args);
    }
  }
  const channel = (name) => new Channel(name);
  const trace = (run, _context, self, ...args) => run.apply(self, args);
  return {
    Channel,
    channel,
    hasSubscribers: () => false,
    subscribe() {},
    unsubscribe: () => false,
    tracingChannel: () => ({
      hasSubscribers: false,
      subscribe() {},
      unsubscribe: () => false,
      traceSync: trace,
      tracePromise: trace,
      traceCallback: (run, _at, _context, self, ...args) => run.apply(self, args),
    }),
  };
};
module.exports.shim = true;
