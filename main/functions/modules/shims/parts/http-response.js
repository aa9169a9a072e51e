// The answer to a request: what the host brought, as the stream that Node gives.
module.exports = function (_host, _parts, require) {
  'use strict';
  const { Readable } = require('stream');
  const { Buffer } = require('buffer');

  /** Headers that are sent once: of several, Node keeps the first. */
  const ONCE = new Set(
    (
      'age authorization content-length content-type etag expires from host if-modified-since ' +
      'if-unmodified-since last-modified location max-forwards proxy-authorization referer ' +
      'retry-after server user-agent'
    ).split(' '),
  );

  class IncomingMessage extends Readable {
    constructor(socket) {
      super({ read() {} });
      this.socket = socket;
      this.connection = socket;
      this.httpVersion = '1.1';
      this.httpVersionMajor = 1;
      this.httpVersionMinor = 1;
      this.complete = false;
      this.headers = {};
      this.rawHeaders = [];
      this.trailers = {};
      this.rawTrailers = [];
      this.aborted = false;
      this.upgrade = false;
      this.url = '';
      this.method = null;
      this.statusCode = null;
      this.statusMessage = null;
    }
    setTimeout(ms, done) {
      if (this.socket) this.socket.setTimeout(ms, done);
      return this;
    }
  }
  function addHeader(headers, name, value) {
    if (name === 'set-cookie') headers[name] = [...(headers[name] || []), value];
    else if (headers[name] === undefined) headers[name] = value;
    else if (!ONCE.has(name)) headers[name] += (name === 'cookie' ? '; ' : ', ') + value;
  }
  /** @param answer of `context.http`. */
  function responseOf(answer, request) {
    const response = new IncomingMessage(request.socket);
    response.req = request;
    response.statusCode = answer.statusCode;
    response.statusMessage = answer.status.replace(/^\d+ ?/, '');
    for (const name of Object.keys(answer.headers)) {
      for (const value of answer.headers[name]) {
        addHeader(response.headers, name.toLowerCase(), value);
        response.rawHeaders.push(name, value);
      }
    }
    const body = request.method === 'HEAD' ? undefined : Buffer.from(answer.body.value());
    // By pieces, as they would have come.
    const size = body === undefined ? 0 : body.length;
    for (let at = 0; at < size; at += 65_536) response.push(body.subarray(at, at + 65_536));
    response.complete = true;
    response.push(null);
    return response;
  }
  return { IncomingMessage, responseOf };
};
module.exports.shim = true;
