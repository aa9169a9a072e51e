// What context.services.get() gives, by kind of service. `call` sends an action to the engine and
// answers with a promise; `callSync` waits.
(function (/** @type {Host} */ host, /** @type {GuestParts} */ parts) {
  'use strict';
  const { isBytes } = parts.bson;
  const ErrorOf = Error;
  const TypeErr = TypeError;
  const ProxyOf = Proxy;
  const StringOf = String;
  const { freeze, defineProperty } = Object;
  const { isArray } = Array;
  const uncurry = (method) => Function.prototype.call.bind(method);
  const exec = uncurry(RegExp.prototype.exec);
  const slice = uncurry(Array.prototype.slice);
  const split = uncurry(String.prototype.split);
  const markIn = uncurry(WeakSet.prototype.add);
  const isIn = uncurry(WeakSet.prototype.has);

  function failure(code, message) {
    const error = new ErrorOf(message);
    /** @type {any} */
    const descriptor = { __proto__: null, value: code, enumerable: true };
    return defineProperty(error, 'code', descriptor);
  }
  /** An object whose every property is asked of `get`. */
  function proxy(get) {
    /** @type {any} */
    const handler = { __proto__: null, get };
    return new ProxyOf(freeze({}), handler);
  }
  /** A client with these actions, each of one argument. */
  function actions(call, names) {
    const client = {};
    for (let i = 0; i < names.length; i += 1) {
      const name = names[i];
      client[name] = (args) => call(name, args);
    }
    return client;
  }

  const AWS = split(
    'athena batch cloudwatch comprehend ec2 firehose glacier iot kinesis lambda lexruntimeservice ' +
      'machinelearning mobileanalytics polly rds redshift rekognition s3 ses sfn sns sqs textract',
    ' ',
  );
  // Actions are called as in the vendor's Go library. Everything else is asked of a client when it
  // is printed, copied or awaited.
  const ACTION = /^[A-Z]/;
  function awsClient(service, region, call, callSync) {
    return proxy((_target, action) => {
      if (typeof action !== 'string' || exec(ACTION, action) === null) return undefined;
      const send = action === 'PresignURL' ? callSync : call;
      return (input) => send(service + ':' + action, { region, input });
    });
  }
  function aws(call, callSync, ownRegion) {
    const client = actions(call, ['execute']);
    for (let i = 0; i < AWS.length; i += 1) {
      const service = AWS[i];
      client[service] = (region) =>
        awsClient(service, StringOf(region || ownRegion || ''), call, callSync);
    }
    return client;
  }

  const cursors = new WeakSet();
  const isCursor = (value) => typeof value === 'object' && value !== null && isIn(cursors, value);

  /** A cursor is read once, whole, at its first read; until then it can be refined. */
  function cursor(read, refinements, explain) {
    const options = {};
    let documents;
    let at = 0;
    async function load() {
      if (documents === undefined) documents = read(options);
      const all = await documents;
      if (!isArray(all)) throw failure('MongoDBError', 'the answer is no list of documents');
      return all;
    }
    const self = {
      async toArray() {
        const all = await load();
        const rest = slice(all, at);
        at = all.length;
        return rest;
      },
      async next() {
        const all = await load();
        return at < all.length ? all[at++] : undefined;
      },
      async hasNext() {
        return at < (await load()).length;
      },
      async forEach(visit) {
        const all = await load();
        while (at < all.length) await visit(all[at++]);
      },
      explain: () => explain(options),
      close() {},
    };
    for (let i = 0; i < refinements.length; i += 1) {
      const name = refinements[i];
      self[name] = (value) => {
        if (documents !== undefined) {
          throw new ErrorOf(`the cursor was read already: ${name}() has to come before`);
        }
        options[name === 'project' ? 'projection' : name] = value;
        return self;
      };
    }
    markIn(cursors, self);
    return self;
  }

  function reads(send) {
    return {
      find(query, projection, options) {
        const asked = { ...options, query: query || {} };
        if (projection !== undefined && projection !== null) asked.projection = projection;
        return cursor(
          (refined) => send('find', { ...asked, ...refined }),
          ['sort', 'limit', 'skip', 'project'],
          (refined) => send('explain', { ...asked, ...refined }),
        );
      },
      findOne: (query, projection, options) =>
        send('findOne', { query: query || {}, projection, options }),
      aggregate: (pipeline) =>
        cursor(
          (refined) => send('aggregate', { pipeline, ...refined }),
          ['limit', 'skip'],
          () => send('explain', { pipeline }),
        ),
      count: (query, options) => send('count', { query: query || {}, options }),
      countDocuments: (query, options) => send('countDocuments', { query: query || {}, options }),
      distinct: (field, query) => send('distinct', { field, query: query || {} }),
    };
  }
  function writes(send) {
    const changing = (action, what) => (query, change, options) =>
      chosen(action, query, { query, [what]: change, options });
    // A forgotten query would mean every document.
    async function chosen(action, query, args) {
      if (typeof query === 'object' && query !== null) return await send(action, args);
      throw failure('MongoDBError', `${action} needs a query; {} stands for every document`);
    }
    return {
      findOneAndUpdate: changing('findOneAndUpdate', 'update'),
      findOneAndReplace: changing('findOneAndReplace', 'replacement'),
      findOneAndDelete: (query, options) => chosen('findOneAndDelete', query, { query, options }),
      insertOne: (document) => send('insertOne', { document }),
      insertMany: (documents, options) => send('insertMany', { documents, options }),
      updateOne: changing('updateOne', 'update'),
      updateMany: changing('updateMany', 'update'),
      replaceOne: changing('replaceOne', 'replacement'),
      deleteOne: (query) => chosen('deleteOne', query, { query }),
      deleteMany: (query) => chosen('deleteMany', query, { query }),
      bulkWrite: (operations, options) => send('bulkWrite', { operations, options }),
    };
  }
  function noSessions(name) {
    throw failure(
      'MongoDBError',
      `${name}: not available offline: sessions and transactions need a server. ` +
        'Each call is a transaction of its own here',
    );
  }
  function mongo(call, callSync) {
    function db(databaseName) {
      const database = StringOf(databaseName);
      return {
        collection(collectionName) {
          const at = { database, collection: StringOf(collectionName) };
          const send = (action, args) => call(action, { ...at, ...args });
          return { ...reads(send), ...writes(send) };
        },
        getCollectionNames: () => callSync('getCollectionNames', { database }),
      };
    }
    return {
      db,
      database(name) {
        host.log('warn', 'mongodb.database() is no method of Stitch; db() is meant.');
        return db(name);
      },
      admin: () => ({ getDBNames: () => callSync('getDBNames', {}) }),
      startSession: () => noSessions('startSession'),
      withSession: () => noSessions('withSession'),
    };
  }

  const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'];
  const http = (call) => {
    const client = {};
    for (let i = 0; i < METHODS.length; i += 1) {
      const name = METHODS[i];
      client[name] = async (args) => {
        if (typeof args === 'object' && args !== null && !isArray(args) && !isBytes(args)) {
          return await call(name, args);
        }
        throw new TypeErr(`http.${name} takes one object, for example { url: "https://…" }`);
      };
    }
    return client;
  };
  const KINDS = {
    __proto__: null,
    http,
    twilio: (call) => actions(call, ['send']),
    gcm: (call) => actions(call, ['send']),
    github: () => ({}),
    aws,
    deliveries: (call) => actions(call, ['send']),
    'aws-s3': (call) => actions(call, ['put', 'signPolicy']),
    'aws-ses': (call) => actions(call, ['send']),
    'mongodb-atlas': mongo,
    mongodb: mongo,
  };

  // What the language itself asks of any object.
  const OWN = /^(?:then|toJSON|toString|valueOf|constructor)$/;
  function unknown(service) {
    return proxy((target, action) => {
      if (typeof action !== 'string' || exec(OWN, action) !== null) return target[action];
      throw failure(
        'ServiceTypeNotFound',
        `services of type "${service.type}" are kept but not run here: ` +
          `"${service.name}" has no ${action}()`,
      );
    });
  }
  return {
    isCursor,
    http,
    create(service, call, callSync) {
      const make = KINDS[service.type];
      return make === undefined ? unknown(service) : make(call, callSync, service.region);
    },
  };
});
