import type { ClientCallDetail } from '../../../../../preload/contract/apps/client-api.ts';

const CALLS: Record<string, string> = {
  location: 'Asks where the app is served',
  login: 'Signs in',
  refresh: 'Asks for a new access token',
  logout: 'Signs out',
  profile: 'Reads the profile',
  'delete-user': 'Deletes the user',
  register: 'Registers an email address',
  confirm: 'Confirms an email address',
  'confirm-send': 'Asks for another confirmation email',
  'confirm-call': 'Asks the confirmation function again',
  reset: 'Sets a new password',
  'reset-send': 'Asks for a password reset email',
  'reset-call': 'Asks the reset function',
  'list-keys': 'Lists API keys',
  'create-key': 'Creates an API key',
  'get-key': 'Reads an API key',
  'delete-key': 'Deletes an API key',
  'enable-key': 'Enables an API key',
  'disable-key': 'Disables an API key',
  'register-push': 'Registers for push',
  'unregister-push': 'Unregisters from push',
};

/** What a client asked for, in words. */
export function callWords({ call, service, name, provider }: ClientCallDetail): string {
  if (call === 'call' || call === 'stream') {
    if (name === '') return call === 'call' ? 'Calls a function' : 'Opens a stream';
    return service === '' ? `Calls the function ${name}` : `Calls ${service}.${name}`;
  }
  const words = CALLS[call] ?? 'A call of the client API';
  return provider === '' ? words : `${words} by ${provider}`;
}
