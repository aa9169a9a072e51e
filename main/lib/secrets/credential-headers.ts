/**
 * Headers, in lower case, by which users of an app and some senders prove who they are: not a signature
 * but the secret itself. They are not searched, and are left out of exports.
 */
export const CREDENTIAL_HEADERS: readonly string[] = [
  'api-key',
  'apikey',
  'password',
  'jwttokenstring',
  // Secrets that senders show instead of a signature.
  'x-gitlab-token',
  'x-telegram-bot-api-secret-token',
  'x-goog-channel-token',
  'x-hook-secret',
];
