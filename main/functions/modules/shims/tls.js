// Sockets go nowhere: calls leave through services and context.http, where they are recorded.
module.exports = function (_host, _parts, require) {
  'use strict';
  const tls = require('./parts/absent')(
    'tls',
    'functions cannot open sockets: use context.http or a service',
  );
  tls.rootCertificates = [];
  tls.DEFAULT_MIN_VERSION = 'TLSv1.2';
  tls.DEFAULT_MAX_VERSION = 'TLSv1.3';
  return tls;
};
module.exports.shim = true;
