import { createHmac } from 'node:crypto';
import { sameBytes, sameText } from '../../lib/secrets/constant-time.ts';
import type { Validation } from '../../../preload/contract/app-model.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { WebhookStep } from '../../../preload/contract/apps/webhook-outcome.ts';
import { headerValue } from '../../lib/headers.ts';
import { maskTarget } from '../../lib/secrets/url-secrets.ts';
import { type Pairs, secretsIn } from './query.ts';

export interface ValidationRule {
  kind: 'hook' | 'endpoint' | 'github' | 'twilio';
  validation: Validation;
  secret: string;
}

export interface SignedRequest {
  headers: readonly HeaderPair[];
  rawQuery: string;
  body: Buffer;
  /** URL as the sender saw it, and the fields of its form: Twilio signs both. */
  url: string;
  form: Pairs;
}

type Step = Omit<WebhookStep, 'stage'>;

/** Whether a request proves what its webhook asks for, and in words why not. Constant time. */
export function validate(rule: ValidationRule, request: SignedRequest): Step {
  if (rule.kind === 'twilio') return validateTwilio(rule, request);
  if (rule.validation === 'NO_VALIDATION') {
    return { check: 'Request validation', ok: true, message: 'Requests are not validated.' };
  }
  if (rule.secret === '') {
    return {
      check: 'Request validation',
      ok: false,
      message: 'The webhook needs a secret, but none is set. An empty secret never matches.',
    };
  }
  if (rule.validation === 'SECRET_AS_QUERY_PARAM') return validateSecret(rule.secret, request);
  return rule.kind === 'github'
    ? validateGithub(rule.secret, request)
    : validateHook(rule, request);
}

function validateSecret(secret: string, { rawQuery, form }: SignedRequest): Step {
  const check = 'Query parameter secret';
  const given = secretsIn(rawQuery);
  const [first] = given;
  if (first === undefined) {
    const inForm = form.some(([name]) => name === 'secret');
    const hint = inForm ? ' There is one in the form, but it has to be in the URL.' : '';
    return { check, ok: false, found: 'none', message: `The URL has no secret.${hint}` };
  }
  if (given.some((one) => one !== first)) {
    return { check, ok: false, message: 'The URL has several different secrets.' };
  }
  const ok = sameText(first, secret);
  const message = ok ? 'The secret in the URL is right.' : 'The secret in the URL is wrong.';
  return { check, ok, message, ...(!ok && { found: `${first.length} characters that differ` }) };
}

const HOOK = 'X-Hook-Signature';
const ENDPOINT = 'Endpoint-Signature';
const HEX = /^[0-9a-f]+$/i;

function validateHook({ kind, secret }: ValidationRule, { headers, body }: SignedRequest): Step {
  const wanted = kind === 'endpoint' ? ENDPOINT : HOOK;
  const other = kind === 'endpoint' ? HOOK : ENDPOINT;
  const given = headerValue(headers, wanted) ?? headerValue(headers, other);
  const form = `${wanted}: sha256=<HMAC of the body in hexadecimal>`;
  if (given === undefined) {
    const message = `The header ${wanted} is missing.`;
    return { check: wanted, ok: false, expected: form, found: 'none', message };
  }
  return compare(wanted, given, 'sha256', secret, body);
}

function validateGithub(secret: string, { headers, body }: SignedRequest): Step {
  const strong = headerValue(headers, 'X-Hub-Signature-256');
  if (strong !== undefined) return compare('X-Hub-Signature-256', strong, 'sha256', secret, body);
  const weak = headerValue(headers, 'X-Hub-Signature');
  if (weak !== undefined) return compare('X-Hub-Signature', weak, 'sha1', secret, body);
  return {
    check: 'X-Hub-Signature-256',
    ok: false,
    expected: 'X-Hub-Signature-256: sha256=…',
    found: 'none',
    message: 'GitHub’s signature is missing. Set the secret in the webhook’s settings there too.',
  };
}

function compare(
  check: string,
  given: string,
  hash: 'sha256' | 'sha1',
  secret: string,
  body: Buffer,
): Step {
  const prefix = `${hash}=`;
  const expected = createHmac(hash, secret).update(body).digest();
  const text = given.trim();
  const digits = text.toLowerCase().startsWith(prefix) ? text.slice(prefix.length) : text;
  const length = expected.length * 2;
  const shape = `${prefix} and ${length} hexadecimal digits`;
  if (!HEX.test(digits) || digits.length !== length) {
    const found = `${text.slice(0, 12)}… (${text.length} characters)`;
    return {
      check,
      ok: false,
      expected: shape,
      found,
      message: 'The signature has the wrong form.',
    };
  }
  const matches = sameBytes(Buffer.from(digits, 'hex'), expected);
  if (matches && digits !== text)
    return { check, ok: true, message: 'The signature matches the body.' };
  if (matches) {
    const message = `The signature would match, but ${prefix} before it is missing.`;
    return { check, ok: false, expected: shape, found: 'only the digits', message };
  }
  return { check, ok: false, ...explainMismatch(given, hash, secret, body) };
}

/** Cheap guesses at what went wrong: the body was changed by a line break, or is signed otherwise. */
function explainMismatch(given: string, hash: string, secret: string, body: Buffer) {
  const digits = given
    .trim()
    .replace(/^sha\d+=/i, '')
    .toLowerCase();
  const is = (bytes: Buffer): boolean =>
    createHmac(hash, secret).update(bytes).digest('hex') === digits;
  const found = 'a signature of different bytes, or made with another secret';
  if (is(Buffer.concat([body, Buffer.from('\n')]))) {
    return { found, message: 'The signature is of the body with a line break at its end.' };
  }
  const trimmed = Buffer.from(body.toString('latin1').trim(), 'latin1');
  if (trimmed.length !== body.length && is(trimmed)) {
    return { found, message: 'The signature is of the body without the spaces around it.' };
  }
  if (is(compactJson(body))) {
    return {
      found,
      message:
        'The signature is of the same JSON in other bytes: it was reformatted after signing.',
    };
  }
  return {
    found,
    message: `The signature does not match the ${body.length} bytes of the body. Wrong secret, or the body was changed.`,
  };
}

function compactJson(body: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8'))), 'utf8');
  } catch {
    // No JSON: then this guess is wrong.
    return body;
  }
}

/** @see Twilio's request validation: HMAC-SHA1 of the URL and the sorted fields of the form. */
function validateTwilio({ secret }: ValidationRule, { headers, url, form }: SignedRequest): Step {
  const check = 'X-Twilio-Signature';
  if (secret === '') {
    return { check, ok: false, message: 'The service’s auth token is not set.' };
  }
  const given = headerValue(headers, check);
  if (given === undefined) {
    return { check, ok: false, found: 'none', message: 'Twilio’s signature is missing.' };
  }
  const fields = [...form].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const signed = url + fields.map(([name, value]) => name + value).join('');
  const expected = createHmac('sha1', secret).update(signed, 'utf8').digest();
  const ok = sameBytes(Buffer.from(given, 'base64'), expected);
  const message = ok
    ? 'Twilio’s signature matches.'
    : `Twilio’s signature does not match the URL ${maskTarget(url)} and the form. Is this the URL Twilio was given?`;
  return { check, ok, message };
}
