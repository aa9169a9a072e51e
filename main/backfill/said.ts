import { Answer, textAt } from './answer.ts';

/** What a provider says of a refusal, in brief, without secrets; empty where nothing is for people. */
export function saidIn(body: string, secrets: readonly string[]): string {
  let said = '';
  try {
    said = saidOf(Answer.read(body));
  } catch {
    // Not JSON: nothing a person should read.
  }
  const clean = secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '…'), said);
  // oxlint-disable-next-line no-control-regex -- an answer may hold anything
  return clean.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, 200);
}

/** What must not be shown of what a person pasted: of a client's id and secret, the secret alone as well. */
export function secretsIn(token: string): string[] {
  const [, ...rest] = token.split(':');
  const secret = rest.join(':');
  return secret === '' ? [token] : [token, secret, Buffer.from(token, 'utf8').toString('base64')];
}

function saidOf(answer: Answer): string {
  const [first] = [...(answer.at('errors')?.items() ?? []), ...(answer.at('data')?.items() ?? [])];
  return (
    textAt(answer, 'message') ??
    textAt(answer, 'error', 'message') ??
    textAt(answer, 'error', 'detail') ??
    textAt(answer, 'error_description') ??
    textAt(answer, 'error') ??
    textAt(answer, 'detail') ??
    // Square; DatoCMS.
    (first && (textAt(first, 'detail') ?? textAt(first, 'attributes', 'code'))) ??
    ''
  );
}
