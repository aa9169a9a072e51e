module.exports = function (host, _parts, require) {
  'use strict';
  const began = host.now();
  const performance = {
    timeOrigin: host.now('wall'),
    now: () => host.now() - began,
    mark() {},
    measure() {},
    toJSON: () => ({}),
  };
  return {
    performance,
    constants: {},
    PerformanceObserver: require('./parts/absent')('perf_hooks.PerformanceObserver'),
    monitorEventLoopDelay: require('./parts/absent')('perf_hooks.monitorEventLoopDelay'),
  };
};
module.exports.shim = true;
