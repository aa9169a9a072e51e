// Requiring it works, as it did at the vendor; using it says that it is not there.
module.exports = function () {
  'use strict';
  const refuse = (name) => () => {
    throw new Error('dns.' + name + ' is not available to functions');
  };
  return new Proxy(
    {},
    {
      get: (_target, name) =>
        typeof name !== 'string' || name === 'then' || name === 'toJSON' ? undefined : refuse(name),
    },
  );
};
module.exports.shim = true;
