/** Node's modules that are found in a package of ours. */
export const PACKAGE_SHIMS: Readonly<Record<string, string>> = {
  assert: 'assert/',
  buffer: 'buffer/',
  events: 'events/',
  path: 'path-browserify',
  punycode: 'punycode/',
  stream: 'readable-stream',
  'readable-stream': 'readable-stream',
  string_decoder: 'string_decoder/',
  url: 'url/',
  util: 'util/',
};

/** Those we wrote: `shims/<name>.js`. */
export const OWN_SHIMS: readonly string[] = [
  'crypto',
  'dgram',
  'dns',
  'fs',
  'http',
  'https',
  'net',
  'os',
  'process',
  'querystring',
  'timers',
  'tls',
  'tty',
  'zlib',
];

const NEVER = 'this module of Node is not available to functions';

/** Those that were never there. */
export const ABSENT: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'child_process',
    'cluster',
    'domain',
    'readline',
    'v8',
    'vm',
    'worker_threads',
    'inspector',
    'module',
    'repl',
    'fs/promises',
    'http2',
  ].map((name) => [name, NEVER]),
);
