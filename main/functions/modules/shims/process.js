// What packages look for. There is no environment: process.env is empty, as at the vendor.
module.exports = function () {
  'use strict';
  const nextTick = (run, ...args) => void Promise.resolve().then(() => run(...args));
  return {
    env: {},
    argv: [],
    execArgv: [],
    browser: true,
    platform: 'linux',
    arch: 'x64',
    pid: 1,
    title: 'function',
    version: 'v10.18.1',
    versions: { node: '10.18.1' },
    nextTick,
    cwd: () => '/',
    uptime: () => 0,
    hrtime: () => {
      const now = Date.now();
      return [Math.floor(now / 1000), (now % 1000) * 1e6];
    },
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0 }),
    on: () => undefined,
    once: () => undefined,
    off: () => undefined,
    emit: () => false,
    emitWarning: (warning) => console.warn(String(warning)),
  };
};
module.exports.shim = true;
