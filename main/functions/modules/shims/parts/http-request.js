// A request of http or https. It leaves through the host when it ends: the call is recorded, the
// guard judges where it goes, and no socket is opened here.
module.exports = function (_host, parts, require) {
  'use strict';
  const EventEmitter = require('events');
  const { Writable } = require('stream');
  const { Buffer } = require('buffer');
  const { Agent } = require('./parts/http-agent');
  const { responseOf } = require('./parts/http-response');

  const fault = (code, message, Kind = Error) => Object.assign(new Kind(message), { code });
  const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
  const NAME = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
  function checkName(name) {
    if (typeof name === 'string' && NAME.test(name)) return;
    throw fault(
      'ERR_INVALID_HTTP_TOKEN',
      'Header name must be a valid HTTP token ["' + String(name) + '"]',
      TypeError,
    );
  }
  function checkValue(name, value) {
    if (value === undefined) {
      const text = 'Invalid value "undefined" for header "' + name + '"';
      throw fault('ERR_HTTP_INVALID_HEADER_VALUE', text, TypeError);
    }
    for (const one of Array.isArray(value) ? value : [value]) {
      if (BAD_VALUE.test(String(one))) {
        throw fault(
          'ERR_INVALID_CHAR',
          'Invalid character in header content ["' + name + '"]',
          TypeError,
        );
      }
    }
  }

  /** What stands for the connection: there is none to look at, but it keeps time. */
  class Connection extends EventEmitter {
    constructor(request, secure) {
      super();
      Object.assign(this, { connecting: false, destroyed: false, readable: true, writable: true });
      if (secure) Object.assign(this, { encrypted: true, authorized: true });
      this.request = request;
      this.clock = undefined;
      this.timeout = 0;
    }
    setTimeout(ms, done) {
      if (typeof done === 'function') this.once('timeout', done);
      this.timeout = Number(ms) || 0;
      this.touch();
      return this;
    }
    /** Something happened: the time starts over. */
    touch() {
      clearTimeout(this.clock);
      if (this.timeout === 0 || this.destroyed) return;
      this.clock = setTimeout(() => this.emit('timeout'), this.timeout);
    }
    destroy(error) {
      this.request.destroy(error);
      return this;
    }
    close() {
      clearTimeout(this.clock);
      if (this.destroyed) return;
      this.destroyed = true;
      process.nextTick(() => this.emit('close', false));
    }
    end() {
      return this;
    }
    address() {
      return {};
    }
  }
  for (const name of ['setKeepAlive', 'setNoDelay', 'ref', 'unref', 'cork', 'uncork']) {
    Connection.prototype[name] = function () {
      return this;
    };
  }

  /** Node's three forms of arguments as one object, and the callback. */
  function argumentsOf(first, second, third) {
    const { URL, urlToHttpOptions } = require('url');
    const isUrl = (value) =>
      typeof value === 'object' &&
      value !== null &&
      typeof value.href === 'string' &&
      value.searchParams !== undefined;
    const done = [second, third].find((value) => typeof value === 'function');
    const more = typeof second === 'object' && second !== null ? second : {};
    if (typeof first === 'string') return [{ ...urlToHttpOptions(new URL(first)), ...more }, done];
    if (isUrl(first)) return [{ ...urlToHttpOptions(first), ...more }, done];
    return [{ ...first, ...more }, done];
  }
  /** What would make a connection of its own, past the host. */
  function refused(options) {
    if (options.socketPath) return 'socketPath';
    if (typeof options.createConnection === 'function') return 'createConnection';
    const { agent } = options;
    if (typeof agent !== 'object' || agent === null) return undefined;
    const isPlain =
      (agent.addRequest === undefined || agent.addRequest === Agent.prototype.addRequest) &&
      typeof agent.connect !== 'function';
    return isPlain ? undefined : 'an agent that makes connections of its own, as a proxy does,';
  }
  const bracketed = (host) =>
    host.includes(':') && !host.startsWith('[') ? '[' + host + ']' : host;

  class ClientRequest extends Writable {
    constructor(protocol, first, second, third) {
      super({ autoDestroy: false, emitClose: false, decodeStrings: true });
      const [options, done] = argumentsOf(first, second, third);
      const wanted = options.protocol || (options.agent && options.agent.protocol) || protocol;
      if (wanted !== protocol) {
        const text = 'Protocol "' + wanted + '" not supported. Expected "' + protocol + '"';
        throw fault('ERR_INVALID_PROTOCOL', text, TypeError);
      }
      this.protocol = protocol;
      this.method = String(options.method || 'GET').toUpperCase();
      this.path = options.path || '/';
      if (/[^\u0021-\u00ff]/.test(this.path)) {
        throw fault(
          'ERR_UNESCAPED_CHARACTERS',
          'Request path contains unescaped characters',
          TypeError,
        );
      }
      this.host = bracketed(String(options.hostname || options.host || 'localhost'));
      this.port = options.port || options.defaultPort;
      this.agent = options.agent;
      this.aborted = false;
      this.finished = false;
      this.headersSent = false;
      this.reusedSocket = false;
      this.res = null;
      this.maxHeadersCount = null;
      this.shouldKeepAlive = false;
      this.chunks = [];
      this.fields = new Map();
      this.setHeaders(options.headers || {});
      if (options.auth && !this.hasHeader('authorization')) {
        this.setHeader('Authorization', 'Basic ' + Buffer.from(options.auth).toString('base64'));
      }
      if (!this.hasHeader('host')) this.setHeader('Host', this.authority());
      if (done !== undefined) this.once('response', done);
      this.socket = new Connection(this, protocol === 'https:');
      this.connection = this.socket;
      this.socket.on('timeout', () => this.emit('timeout'));
      const problem = refused(options);
      process.nextTick(() => {
        if (this.destroyed) return;
        if (problem !== undefined) {
          const text = protocol.slice(0, -1) + ': ' + problem + ' is not available to functions';
          this.destroy(fault('ERR_NOT_AVAILABLE', text));
          return;
        }
        this.emit('socket', this.socket);
        if (options.timeout) this.setTimeout(options.timeout);
        if (/100-continue/i.test(String(this.getHeader('expect')))) this.emit('continue');
      });
      const { signal } = options;
      if (signal) {
        const stop = () => {
          const error = fault('ABORT_ERR', 'The operation was aborted');
          this.destroy(Object.assign(error, { name: 'AbortError', cause: signal.reason }));
        };
        if (signal.aborted) process.nextTick(stop);
        else signal.addEventListener('abort', stop);
      }
    }
    authority() {
      const usual = this.protocol === 'https:' ? 443 : 80;
      return this.host + (this.port && Number(this.port) !== usual ? ':' + this.port : '');
    }
    setHeaders(headers) {
      if (!Array.isArray(headers)) {
        const names =
          typeof headers.forEach === 'function' ? [...headers] : Object.entries(headers);
        for (const [name, value] of names) if (value !== undefined) this.setHeader(name, value);
        return;
      }
      const flat = Array.isArray(headers[0]) ? headers.flat() : headers;
      for (let at = 0; at + 1 < flat.length; at += 2) this.appendHeader(flat[at], flat[at + 1]);
    }
    setHeader(name, value) {
      if (this.headersSent) {
        throw fault(
          'ERR_HTTP_HEADERS_SENT',
          'Cannot set headers after they are sent to the client',
        );
      }
      checkName(name);
      checkValue(name, value);
      this.fields.set(name.toLowerCase(), [name, value]);
      return this;
    }
    appendHeader(name, value) {
      const known = this.getHeader(name);
      return this.setHeader(name, known === undefined ? value : [].concat(known, value));
    }
    getHeader(name) {
      const found = this.fields.get(String(name).toLowerCase());
      return found && found[1];
    }
    hasHeader(name) {
      return this.fields.has(String(name).toLowerCase());
    }
    removeHeader(name) {
      this.fields.delete(String(name).toLowerCase());
    }
    getHeaderNames() {
      return [...this.fields.keys()];
    }
    getRawHeaderNames() {
      return [...this.fields.values()].map(([name]) => name);
    }
    getHeaders() {
      const all = Object.create(null);
      for (const [key, [, value]] of this.fields) all[key] = value;
      return all;
    }
    get _header() {
      const lines = [...this.fields.values()].map(([name, value]) => name + ': ' + value + '\r\n');
      return this.method + ' ' + this.path + ' HTTP/1.1\r\n' + lines.join('') + '\r\n';
    }
    flushHeaders() {}
    setNoDelay() {}
    setSocketKeepAlive() {}
    setTimeout(ms, done) {
      if (typeof done === 'function') this.once('timeout', done);
      this.socket.setTimeout(ms);
      return this;
    }
    _write(chunk, _encoding, done) {
      this.socket.touch();
      this.chunks.push(chunk);
      done();
    }
    end(...args) {
      this.finished = true;
      super.end(...args);
      return this;
    }
    _final(done) {
      done();
      this.headersSent = true;
      if (!this.destroyed) this.send();
    }
    send() {
      if (!METHODS.includes(this.method)) {
        const text = this.protocol.slice(0, -1) + ': the method ' + this.method;
        this.destroy(fault('ERR_NOT_AVAILABLE', text + ' is not available to functions'));
        return;
      }
      const headers = {};
      for (const [name, value] of this.fields.values()) {
        headers[name] = Array.isArray(value) ? value.map(String) : [String(value)];
      }
      const args = { url: this.protocol + '//' + this.authority() + this.path, headers };
      const body = Buffer.concat(this.chunks);
      if (body.length > 0) args.body = parts.bson.BSON.Binary(body);
      const call = parts.require.http()(this.method.toLowerCase(), args);
      this.cancel = call.cancel;
      call.answer.then(
        (answer) => this.take(answer),
        (error) => this.fail(error),
      );
    }
    take(answer) {
      if (this.destroyed) return;
      this.cancel = undefined;
      this.socket.touch();
      const response = responseOf(answer, this);
      this.res = response;
      response.on('end', () => this.close());
      response.on('close', () => this.close());
      // Nobody takes it: it must not stay full.
      if (!this.emit('response', response)) response.resume();
    }
    fail(error) {
      if (this.destroyed) return;
      this.cancel = undefined;
      const code = error.systemCode || error.code;
      const hangUp = code === 'ECONNRESET';
      const made = fault(code, hangUp ? 'socket hang up' : code + ': ' + error.message);
      if (/^E[A-Z]+$/.test(code)) {
        Object.assign(made, { errno: code, syscall: hangUp ? 'read' : 'connect' });
        Object.assign(made, { address: this.host, port: Number(this.port) || undefined });
      }
      this.destroy(made);
    }
    abort() {
      if (this.aborted) return;
      this.aborted = true;
      process.nextTick(() => this.emit('abort'));
      this.destroy();
    }
    destroy(error) {
      if (this.destroyed) return this;
      this.destroyed = true;
      if (this.cancel !== undefined) this.cancel();
      const { res } = this;
      if (res !== null && !res.readableEnded) {
        res.aborted = true;
        res.complete = false;
        res.emit('aborted');
        res.destroy(error || fault('ECONNRESET', 'aborted'));
      }
      process.nextTick(() => {
        if (res === null) this.emit('error', error || fault('ECONNRESET', 'socket hang up'));
        this.close();
      });
      return this;
    }
    close() {
      if (this.isClosed) return;
      this.isClosed = true;
      this.destroyed = true;
      this.socket.close();
      process.nextTick(() => this.emit('close'));
    }
  }
  // Ours, over that of the stream, which has a getter alone.
  Object.defineProperty(ClientRequest.prototype, 'destroyed', {
    get() {
      return this.isDestroyed === true;
    },
    set(value) {
      this.isDestroyed = value;
    },
  });
  return { METHODS, ClientRequest, checkName, checkValue };
};
module.exports.shim = true;
