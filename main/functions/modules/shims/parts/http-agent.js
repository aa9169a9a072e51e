// Connections are the host's: an agent holds settings, and nothing waits in it.
module.exports = function (_host, _parts, require) {
  'use strict';
  const EventEmitter = require('events');

  function Agent(options) {
    if (!(this instanceof Agent)) return new Agent(options);
    EventEmitter.call(this);
    const { keepAlive = false, maxSockets = Infinity, maxFreeSockets = 256 } = options || {};
    Object.assign(this, { keepAlive, maxSockets, maxFreeSockets, maxTotalSockets: Infinity });
    Object.assign(this, { options: { ...options }, sockets: {}, freeSockets: {}, requests: {} });
    this.defaultPort = 80;
    this.protocol = 'http:';
  }
  Object.setPrototypeOf(Agent.prototype, EventEmitter.prototype);
  Object.setPrototypeOf(Agent, EventEmitter);
  Object.assign(Agent.prototype, {
    destroy() {},
    getName: ({ host = 'localhost', port = '' } = {}) => host + ':' + port + ':',
    addRequest() {
      throw new Error('http.Agent.addRequest is not available to functions');
    },
    createConnection: require('net').createConnection,
  });
  function SecureAgent(options) {
    if (!(this instanceof SecureAgent)) return new SecureAgent(options);
    Agent.call(this, options);
    this.defaultPort = 443;
    this.protocol = 'https:';
  }
  Object.setPrototypeOf(SecureAgent.prototype, Agent.prototype);
  Object.setPrototypeOf(SecureAgent, Agent);
  return { Agent, SecureAgent };
};
module.exports.shim = true;
