// What context.services.get() gives, by kind of service. `call` sends an action to the engine and
// answers with a promise; `callSync` waits.
(function (host, _parts) {
  'use strict';
  const { keys } = Object;
  const WeakSetOf = WeakSet;
  const ErrorOf = Error;
  const StringOf = String;
  const { freeze } = Object;

  function actions(call, names) {
    const client = {};
    for (const name of names) client[name] = (args) => call(name, args);
    return client;
  }

  const AWS = [
    'athena',
    'batch',
    'cloudwatch',
    'comprehend',
    'ec2',
    'firehose',
    'glacier',
    'iot',
    'kinesis',
    'lambda',
    'lexruntimeservice',
    'machinelearning',
    'mobileanalytics',
    'polly',
    'rds',
    'redshift',
    'rekognition',
    's3',
    'ses',
    'sfn',
    'sns',
    'sqs',
    'textract',
  ];
  function aws(call, callSync, region) {
    const client = { execute: (args) => call('execute', args) };
    for (const service of AWS) {
      client[service] = (chosen) =>
        new Proxy(freeze({}), {
          get(_target, action) {
            // A client that is awaited or printed must not look like a promise.
            if (typeof action !== 'string' || action === 'then' || action === 'toJSON')
              return undefined;
            const send = action === 'PresignURL' ? callSync : call;
            return (input) =>
              send(service + ':' + action, { region: chosen || region || '', input });
          },
        });
    }
    return client;
  }

  const cursors = new WeakSetOf();
  const isCursor = (value) => typeof value === 'object' && value !== null && cursors.has(value);

  /** A cursor is read once, whole, at its first read; until then it can be refined. */
  function cursor(read, refinements) {
    const options = {};
    let documents;
    let at = 0;
    const load = () => {
      if (documents === undefined) documents = read(options);
      return documents;
    };
    const self = {
      toArray: async () => {
        const all = await load();
        const rest = all.slice(at);
        at = all.length;
        return rest;
      },
      next: async () => {
        const all = await load();
        return at < all.length ? all[at++] : undefined;
      },
      hasNext: async () => at < (await load()).length,
      forEach: async (visit) => {
        const all = await load();
        for (; at < all.length; at += 1) await visit(all[at]);
      },
      close: () => undefined,
    };
    for (const name of refinements) {
      self[name] = (value) => {
        if (documents !== undefined)
          throw new ErrorOf('the cursor was read already: ' + name + '() comes before');
        options[name === 'project' ? 'projection' : name] = value;
        return self;
      };
    }
    cursors.add(self);
    return self;
  }

  function collection(call, database, name) {
    const at = { database, collection: name };
    const send = (action, args) => call(action, { ...at, ...args });
    const write = (action) => (query, update, options) => send(action, { query, update, options });
    return {
      find: (query, projection, options) =>
        cursor(
          (refined) => send('find', { ...options, query: query || {}, projection, ...refined }),
          ['sort', 'limit', 'skip', 'project'],
        ),
      findOne: (query, projection, options) =>
        send('findOne', { query: query || {}, projection, options }),
      findOneAndUpdate: write('findOneAndUpdate'),
      findOneAndReplace: (query, replacement, options) =>
        send('findOneAndReplace', { query, replacement, options }),
      findOneAndDelete: (query, options) => send('findOneAndDelete', { query, options }),
      insertOne: (document) => send('insertOne', { document }),
      insertMany: (documents, options) => send('insertMany', { documents, options }),
      updateOne: write('updateOne'),
      updateMany: write('updateMany'),
      replaceOne: (query, replacement, options) =>
        send('replaceOne', { query, replacement, options }),
      deleteOne: (query) => send('deleteOne', { query: query || {} }),
      deleteMany: (query) => send('deleteMany', { query: query || {} }),
      aggregate: (pipeline) =>
        cursor((refined) => send('aggregate', { pipeline, ...refined }), ['limit', 'skip']),
      count: (query, options) => send('count', { query: query || {}, options }),
      countDocuments: (query, options) => send('countDocuments', { query: query || {}, options }),
      distinct: (field, query) => send('distinct', { field, query: query || {} }),
      bulkWrite: (operations, options) => send('bulkWrite', { operations, options }),
    };
  }

  function mongo(call, callSync) {
    const db = (name) => ({
      collection: (collectionName) => collection(call, StringOf(name), StringOf(collectionName)),
      getCollectionNames: () => callSync('getCollectionNames', { database: StringOf(name) }),
    });
    return {
      db,
      database: (name) => {
        host.log('warn', 'mongodb.database() is no method of Stitch; db() is meant.');
        return db(name);
      },
      admin: () => ({ getDBNames: () => callSync('getDBNames', {}) }),
      startSession: () => {
        throw new ErrorOf('startSession: not available offline');
      },
    };
  }

  const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'];
  const KINDS = {
    http: (call) => actions(call, METHODS),
    twilio: (call) => actions(call, ['send']),
    gcm: (call) => actions(call, ['send']),
    github: () => ({}),
    aws: (call, callSync, region) => aws(call, callSync, region),
    'aws-s3': (call) => actions(call, ['put', 'signPolicy']),
    'aws-ses': (call) => actions(call, ['send']),
    'mongodb-atlas': (call, callSync) => mongo(call, callSync),
    mongodb: (call, callSync) => mongo(call, callSync),
  };

  function unknown(service) {
    return new Proxy(freeze({}), {
      get(_target, action) {
        if (typeof action !== 'string' || action === 'then' || action === 'toJSON')
          return undefined;
        throw new ErrorOf(
          `services of type "${service.type}" are kept but not run here: "${service.name}" has no ${action}()`,
        );
      },
    });
  }

  return {
    isCursor,
    http: (call) => actions(call, METHODS),
    create(service, call, callSync) {
      const make = keys(KINDS).includes(service.type) ? KINDS[service.type] : undefined;
      return make === undefined ? unknown(service) : make(call, callSync, service.region);
    },
  };
});
