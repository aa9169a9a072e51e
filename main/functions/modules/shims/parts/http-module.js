// What http and https have in common.
module.exports = function (host, _parts, require) {
  'use strict';
  const absent = require('./parts/absent');
  const { IncomingMessage } = require('./parts/http-response');
  const { METHODS, ClientRequest, checkName, checkValue } = require('./parts/http-request');

  /** @param {'http:' | 'https:'} protocol */
  return function (protocol, Agent) {
    const name = protocol.slice(0, -1);
    class Request extends ClientRequest {
      constructor(first, second, third) {
        super(protocol, first, second, third);
      }
    }
    const request = (first, second, third) => new Request(first, second, third);
    function get(first, second, third) {
      const made = request(first, second, third);
      made.end();
      return made;
    }
    const noServer = 'functions take no connections';
    return {
      request,
      get,
      Agent,
      globalAgent: new Agent({ keepAlive: true }),
      createServer: absent(name + '.createServer', noServer),
      Server: absent(name + '.Server', noServer),
      ...(name === 'http' && {
        ClientRequest: Request,
        IncomingMessage,
        OutgoingMessage: require('stream').Writable,
        ServerResponse: absent('http.ServerResponse', noServer),
        METHODS,
        STATUS_CODES: JSON.parse(host.compute('httpStatusCodes')),
        maxHeaderSize: 65_536,
        validateHeaderName: checkName,
        validateHeaderValue: checkValue,
        setMaxIdleHTTPParsers() {},
      }),
    };
  };
};
module.exports.shim = true;
