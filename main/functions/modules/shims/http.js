// http.request and http.get through context.http: the call is recorded, and no socket is opened here.
module.exports = function (_host, parts, require) {
  'use strict';
  const EventEmitter = require('events');
  const { Readable } = require('stream');
  const { Buffer } = require('buffer');
  const url = require('url');

  function optionsOf(first, second) {
    const parsed = typeof first === 'string' ? url.parse(first) : first;
    return typeof second === 'object' && second !== null
      ? Object.assign({}, parsed, second)
      : parsed;
  }
  function urlOf(options) {
    if (options.href !== undefined) return options.href;
    const protocol = options.protocol || 'http:';
    const host = options.hostname || options.host || 'localhost';
    const port = options.port ? ':' + options.port : '';
    return protocol + '//' + host + port + (options.path || options.pathname || '/');
  }
  function responseOf(answer) {
    const response = new Readable({ read() {} });
    response.statusCode = answer.statusCode;
    response.statusMessage = answer.status.replace(/^\d+ ?/, '');
    response.headers = {};
    response.rawHeaders = [];
    for (const name of Object.keys(answer.headers)) {
      const values = answer.headers[name];
      response.headers[name.toLowerCase()] = name === 'Set-Cookie' ? values : values.join(', ');
      for (const value of values) response.rawHeaders.push(name, value);
    }
    if (answer.body.length() > 0) response.push(Buffer.from(answer.body.value()));
    response.push(null);
    return response;
  }
  function request(first, second, third) {
    const options = optionsOf(first, second);
    const done = [second, third].find((value) => typeof value === 'function');
    const self = new EventEmitter();
    const chunks = [];
    const headers = {};
    const setHeader = (name, value) => {
      headers[name] = Array.isArray(value) ? value.map(String) : [String(value)];
    };
    for (const name of Object.keys(options.headers || {})) setHeader(name, options.headers[name]);
    if (done !== undefined) self.once('response', done);
    Object.assign(self, {
      setHeader,
      getHeader: (name) => headers[name],
      setTimeout: () => self,
      abort: () => undefined,
      destroy: () => undefined,
      write(chunk, encoding) {
        chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk));
        return true;
      },
      end(chunk, encoding) {
        if (chunk !== undefined && typeof chunk !== 'function') self.write(chunk, encoding);
        const body = Buffer.concat(chunks);
        const method = String(options.method || 'GET').toLowerCase();
        const send = parts.require.http()[method];
        if (send === undefined) {
          setTimeout(
            () => self.emit('error', new Error('http: the method ' + method + ' is not available')),
            0,
          );
          return self;
        }
        const args = { url: urlOf(options), headers };
        if (options.auth)
          args.headers.Authorization = ['Basic ' + Buffer.from(options.auth).toString('base64')];
        if (body.length > 0) args.body = parts.bson.BSON.Binary(body);
        send(args).then(
          (answer) => self.emit('response', responseOf(answer)),
          (error) => self.emit('error', error),
        );
        return self;
      },
    });
    return self;
  }
  function Agent() {}
  return {
    request,
    get: (first, second, third) => request(first, second, third).end(),
    Agent,
    globalAgent: new Agent(),
    METHODS: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'],
    STATUS_CODES: {},
    createServer() {
      throw new Error('http.createServer: functions take no connections');
    },
  };
};
module.exports.shim = true;
