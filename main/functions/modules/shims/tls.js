// Sockets go nowhere: calls leave through services and context.http, where they are recorded.
module.exports = function () {
  'use strict';
  const refuse = (name) => () => {
    throw new Error('tls.' + name + ': functions open no sockets; use context.http or a service');
  };
  const part = (text) => /^\d{1,3}$/.test(text) && Number(text) < 256;
  const isIPv4 = (text) =>
    String(text).split('.').length === 4 && String(text).split('.').every(part);
  const isIPv6 = (text) => String(text).includes(':') && /^[0-9a-fA-F:.]+$/.test(String(text));
  return {
    connect: refuse('connect'),
    createConnection: refuse('createConnection'),
    createServer: refuse('createServer'),
    Socket: refuse('Socket'),
    Server: refuse('Server'),
    isIP: (text) => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0),
    isIPv4,
    isIPv6,
  };
};
module.exports.shim = true;
