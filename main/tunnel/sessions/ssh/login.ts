import { readFileSync, statSync } from 'node:fs';
import type { AuthenticationType, AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2';
import ssh2 from 'ssh2';
import type { SshOrder } from './ssh-order.ts';

const KEY_MAX = 64 * 1024;

/** What is offered, in this order; or why the key cannot be. */
export function offersOf(order: SshOrder): AnyAuthMethod[] | { problem: string } {
  const { ssh, user: username, passphrase, password, agent } = order;
  const offers: AnyAuthMethod[] = [];
  if (agent !== undefined) offers.push({ type: 'agent', username, agent });
  if (ssh.keyPath !== '') {
    const key = readKey(ssh.keyPath, passphrase);
    if ('problem' in key) return key;
    offers.push({ type: 'publickey', username, key: key.text, ...(passphrase && { passphrase }) });
  }
  if (password !== undefined) offers.push({ type: 'password', username, password });
  offers.push({ type: 'none', username });
  // Relays ask for a password where any will do; one's own is given to none of them.
  offers.push({
    type: 'keyboard-interactive',
    username,
    prompt: (_name, _text, _language, prompts, answer) => answer(prompts.map(() => password ?? '')),
  });
  return offers;
}

function readKey(
  path: string,
  passphrase: string | undefined,
): { text: Buffer } | { problem: string } {
  try {
    if (statSync(path).size > KEY_MAX) return { problem: `${path} is no private key` };
    const text = readFileSync(path);
    const parsed = ssh2.utils.parseKey(text, passphrase);
    if (!(parsed instanceof Error)) return { text };
    // What is wrong with the text is not told: it may be any file.
    const locked = /passphrase|decrypt|encrypted/i.test(parsed.message);
    return { problem: locked ? `${path} needs its passphrase` : `${path} is no private key` };
  } catch {
    return { problem: `${path} cannot be read` };
  }
}

/** Offers one after the other, each once, of those that the server still takes. */
export function offering(
  offers: readonly AnyAuthMethod[],
  tried: (method: AuthenticationType) => void,
): AuthHandlerMiddleware {
  const left = [...offers];
  return (methodsLeft, _partial, next) => {
    // The type says that a list comes; before the first answer none does.
    const takes = methodsLeft as AuthenticationType[] | null;
    for (let offer = left.shift(); offer !== undefined; offer = left.shift()) {
      const kind = offer.type === 'agent' ? 'publickey' : offer.type;
      if (takes !== null && kind !== 'none' && !takes.includes(kind)) continue;
      tried(offer.type);
      return next(offer);
    }
    return next(false as unknown as AnyAuthMethod);
  };
}
