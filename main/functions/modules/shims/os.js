module.exports = function () {
  'use strict';
  return {
    EOL: '\n',
    arch: () => 'x64',
    platform: () => 'linux',
    type: () => 'Linux',
    release: () => '',
    hostname: () => 'localhost',
    homedir: () => '/',
    tmpdir: () => '/tmp',
    endianness: () => 'LE',
    cpus: () => [],
    loadavg: () => [0, 0, 0],
    totalmem: () => 0,
    freemem: () => 0,
    uptime: () => 0,
    networkInterfaces: () => ({}),
    userInfo: () => ({ username: '', uid: -1, gid: -1, shell: null, homedir: '/' }),
    constants: { signals: {}, errno: {} },
  };
};
module.exports.shim = true;
