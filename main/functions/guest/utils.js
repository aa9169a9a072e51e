// utils.crypto and utils.jwt. The computing is the worker's; here arguments become plain data.
(function (host, parts) {
  'use strict';
  const { bytesOf, binaryOf } = parts.bson;
  const { stringify, parse } = JSON;
  const StringOf = String;
  const { isArray } = Array;
  const binary = (buffer) => binaryOf(buffer, 0);

  const crypto = {
    hmac: (input, secret, name, format) =>
      host.compute('hmac', bytesOf(input), bytesOf(secret), StringOf(name), StringOf(format)),
    hash: (name, input) => binary(host.compute('hash', StringOf(name), bytesOf(input))),
    encrypt: (name, text, key) =>
      binary(host.compute('encrypt', StringOf(name), bytesOf(text), StringOf(key))),
    decrypt: (name, encrypted, key) =>
      binary(host.compute('decrypt', StringOf(name), bytesOf(encrypted), StringOf(key))),
    sign: (name, message, key, scheme) =>
      binary(
        host.compute(
          'sign',
          StringOf(name),
          bytesOf(message),
          StringOf(key),
          StringOf(scheme || 'pss'),
        ),
      ),
    verify: (name, message, key, signature, scheme) =>
      host.compute(
        'verify',
        StringOf(name),
        bytesOf(message),
        StringOf(key),
        bytesOf(signature),
        StringOf(scheme || 'pss'),
      ),
  };
  const jwt = {
    encode: (method, payload, secret, headerFields) =>
      host.compute(
        'jwtEncode',
        StringOf(method),
        stringify(payload),
        StringOf(secret),
        headerFields === undefined ? null : stringify(headerFields),
      ),
    decode: (token, key, returnHeader, acceptedMethods) => {
      const accepted = isArray(acceptedMethods) ? stringify(acceptedMethods) : null;
      const decoded = parse(host.compute('jwtDecode', StringOf(token), StringOf(key), accepted));
      return returnHeader ? decoded : decoded.payload;
    },
  };
  return { crypto, jwt };
});
