/** Node's modules that are found in a package of ours. */
export const PACKAGE_SHIMS: Readonly<Record<string, string>> = {
  assert: 'assert/',
  buffer: 'buffer/',
  events: 'events/',
  path: 'path-browserify',
  punycode: 'punycode/',
  // The file that is like Node's module; the package's entry exports Readable instead.
  stream: 'readable-stream/lib/stream.js',
  string_decoder: 'string_decoder/',
};

/**
 * Packages that stand behind modules of Node, ours included. The build makes one file of each,
 * `shims/packages/<file>.js`: `packaging/shim-packages.ts`.
 */
export const BUILT_PACKAGES: readonly { name: string; file: string }[] = [
  ...Object.values(PACKAGE_SHIMS),
  'url/',
  'util/',
  'abortcontroller-polyfill/dist/cjs-ponyfill',
].map((name) => ({ name, file: name.replace(/\/.*/, '') }));

/** Those we wrote: `shims/<name>.js`. */
export const OWN_SHIMS: readonly string[] = [
  'constants',
  'crypto',
  'diagnostics_channel',
  'http',
  'https',
  'net',
  'os',
  'perf_hooks',
  'process',
  'querystring',
  'timers',
  'tls',
  'tty',
  'url',
  'util',
  'zlib',
];

/** Those that another module has as a part. */
export const PARTS: Readonly<Record<string, string>> = {
  console: 'Object.assign({}, console, { Console: require("./parts/absent")("console.Console") })',
  sys: "require('util')",
  'assert/strict': "require('assert').strict",
  'path/posix': "require('path')",
  'stream/promises': "require('stream').promises",
  'timers/promises': "require('timers').promises",
  'util/types': "require('util').types",
};

const NO_SOCKETS = 'functions cannot open sockets: use context.http or a service';
const NO_FILES = 'functions cannot use files';

/**
 * Those that functions cannot have, and what to do instead. They load, since packages name what they
 * may never use.
 */
export const ABSENT: Readonly<Record<string, string>> = {
  async_hooks: '',
  child_process: '',
  cluster: '',
  dgram: NO_SOCKETS,
  dns: '',
  'dns/promises': '',
  domain: '',
  fs: NO_FILES,
  'fs/promises': NO_FILES,
  http2: NO_SOCKETS,
  inspector: '',
  'inspector/promises': '',
  module: '',
  readline: '',
  'readline/promises': '',
  repl: '',
  sqlite: '',
  'stream/web': '',
  trace_events: '',
  // Not of Node's own, but it opens sockets and nothing else: packages load it for one function.
  undici: NO_SOCKETS,
  v8: '',
  vm: '',
  wasi: '',
  worker_threads: '',
};
