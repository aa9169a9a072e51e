// What packages look for. There is no environment: process.env is empty, as at the vendor.
module.exports = function (host, _parts, require) {
  'use strict';
  const EventEmitter = require('events');
  const absent = require('./parts/absent');
  const waiting = [];
  let scheduled = false;
  function drain() {
    scheduled = false;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        next.run(...next.args);
      } catch (error) {
        // Nobody can catch it: in Node it would end the process.
        const text = (error && (error.stack || error.message)) || String(error);
        host.log('error', 'Uncaught in a callback: ' + text);
      }
    }
  }
  function nextTick(run, ...args) {
    if (typeof run !== 'function')
      throw new TypeError('The "callback" argument must be a function');
    waiting.push({ run, args });
    if (scheduled) return;
    scheduled = true;
    void Promise.resolve().then(drain);
  }
  const hrtime = (before) => {
    const now = host.now();
    let seconds = Math.floor(now / 1000);
    let nanos = Math.floor((now % 1000) * 1e6);
    if (before !== undefined) {
      seconds -= before[0];
      nanos -= before[1];
      if (nanos < 0) {
        seconds -= 1;
        nanos += 1e9;
      }
    }
    return [seconds, nanos];
  };
  hrtime.bigint = () => BigInt(Math.floor(host.now() * 1e6));
  /** What is written there is a line of the run's log. */
  const output = (fd, level) =>
    Object.assign(new EventEmitter(), {
      fd,
      isTTY: false,
      writable: true,
      columns: 80,
      write(chunk, encoding, done) {
        const text = String(chunk);
        host.log(level, text.endsWith('\n') ? text.slice(0, -1) : text);
        const finish = typeof encoding === 'function' ? encoding : done;
        if (typeof finish === 'function') nextTick(finish);
        return true;
      },
      end(chunk) {
        if (chunk !== undefined) this.write(chunk);
      },
    });
  const process = Object.assign(new EventEmitter(), {
    env: {},
    argv: ['node', 'function'],
    argv0: 'node',
    execArgv: [],
    execPath: '/node',
    exitCode: undefined,
    platform: 'linux',
    arch: 'x64',
    pid: 1,
    ppid: 0,
    title: 'node',
    // Functions ran on Node 10 at the vendor; packages ask this for what they may do.
    version: 'v10.18.1',
    versions: { node: '10.18.1', v8: '', uv: '', zlib: '', modules: '64', openssl: '1.1.1' },
    release: { name: 'node', lts: 'Dubnium' },
    config: { variables: {} },
    features: {},
    stdout: output(1, 'log'),
    stderr: output(2, 'error'),
    nextTick,
    hrtime,
    cwd: () => '/',
    umask: () => 18,
    uptime: () => host.now() / 1000,
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
    cpuUsage: () => ({ user: 0, system: 0 }),
    emitWarning: (warning) => host.log('warn', String((warning && warning.message) || warning)),
  });
  for (const name of ['exit', 'abort', 'kill', 'chdir', 'binding', 'dlopen', 'stdin']) {
    process[name] = absent('process.' + name);
  }
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });
  return process;
};
module.exports.shim = true;
