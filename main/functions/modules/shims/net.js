// Sockets go nowhere: calls leave through services and context.http, where they are recorded.
module.exports = function (_host, _parts, require) {
  'use strict';
  const net = require('./parts/absent')(
    'net',
    'functions cannot open sockets: use context.http or a service',
  );
  const part = (text) => /^\d{1,3}$/.test(text) && Number(text) < 256;
  const isIPv4 = (text) =>
    String(text).split('.').length === 4 && String(text).split('.').every(part);
  const isIPv6 = (text) => String(text).includes(':') && /^[0-9a-fA-F:.]+$/.test(String(text));
  net.isIP = (text) => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0);
  net.isIPv4 = isIPv4;
  net.isIPv6 = isIPv6;
  return net;
};
module.exports.shim = true;
