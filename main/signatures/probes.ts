import type { Verdict } from '../../preload/contract/signatures/verdict.ts';
import type { Found } from './found.ts';
import { otherBodies } from './probes/bodies.ts';
import type { Probe } from './probes/probe.ts';
import { otherForms, otherMacs, otherProviders } from './probes/schemes.ts';
import { noUrlFits, otherUrls, urlThatFits } from './probes/urls.ts';
import type { RequestView, SignedRequest } from './request-view.ts';
import { viewRequest } from './request-view.ts';
import type { Provider, Scheme, Secret } from './scheme.ts';
import { check, schemeOf } from './verify.ts';
import { signsUrl } from './verify-mac.ts';

interface ProbeInput {
  provider: Provider;
  view: RequestView;
  /** Of the endpoint and its provider; the nearest and newest first. */
  secrets: readonly Secret[];
  /** Secrets of other places, the likeliest first. */
  otherSecrets: readonly Secret[];
  /** Bases of URLs under which this machine is reached besides those of the request. */
  knownUrls?: readonly string[];
  now: number;
}

export interface Explanation {
  hint: Verdict['hint'];
  /** What could not be tried, in a sentence; null where all was. */
  untried: string | null;
}

const LARGEST = 1024 * 1024;
/** MACs over the largest body. Smaller ones get more of them, up to so many bytes in all. */
const FEWEST = 200;
const MOST = 2000;
const BYTES = 64 * 1024 * 1024;
/** Of these, so many wait for secrets of other places: neither half starves the other. */
const FOR_OTHERS = 0.25;
/** About so many changes are tried with each secret of the endpoint. */
const CHANGES = 100;
/** Where a sender signs its URL, these many spellings of it are enough beside another change. */
const URLS = 3;
/** Checking a signature of a key pair takes as long as so many MACs of a small body. */
const PAIR_COST = 8;

/** How a hint begins that goes on with what a person calls a secret. */
export const OTHER_SECRET = 'Signed with another secret that you saved:';

/**
 * What a mismatch most likely comes from: the first change that would make the signature right. A
 * hint for the developer, never a pass.
 */
export function probe(input: ProbeInput): Verdict['hint'] {
  return explain(input).hint;
}

/** The hint, and what was left out of the search for one. */
export function explain(input: ProbeInput): Explanation {
  const { view, provider, otherSecrets } = input;
  const scheme = schemeOf(provider, view);
  if (scheme === undefined) return { hint: null, untried: null };
  const { length } = view.request.body;
  if (length > LARGEST) {
    const untried =
      'The body is larger than 1 MiB, so the cause of the mismatch was not searched for.';
    return { hint: null, untried };
  }
  const budget = Math.min(MOST, Math.max(FEWEST, Math.floor(BYTES / (length + 1))));
  const search = createSearch(input, scheme);
  const forOwn = Math.ceil(budget * (otherSecrets.length === 0 ? 1 : 1 - FOR_OTHERS));
  const own = input.secrets.slice(0, Math.max(1, Math.floor(forOwn / CHANGES)));
  const hint =
    search.first(ownProbes(input, scheme, own), own, forOwn) ??
    search.others(budget) ??
    lastWord(input, scheme);
  return { hint, untried: hint?.certain === true ? null : search.untried(own.length) };
}

function createSearch({ view, otherSecrets, ...input }: ProbeInput, scheme: Scheme) {
  let used = 0;
  let othersTried = 0;
  let cutShort = false;
  const urlsFor = (signing: Scheme): readonly string[] =>
    signing.kind === 'mac' && signsUrl(signing) ? view.request.urls.slice(0, URLS) : [];

  function attempt(candidate: Probe, secrets: readonly Secret[]): Found {
    const signing = candidate.scheme ?? scheme;
    const urls = candidate.urls ?? urlsFor(signing);
    used += secrets.length * Math.max(1, urls.length) * costOf(signing);
    const body = candidate.body ?? view.request.body;
    const request: SignedRequest = { ...view.request, body, urls };
    return check(signing, viewRequest(request), secrets, input.now);
  }

  return {
    /** The first change that fits, within so many MACs. */
    first(probes: Iterable<Probe>, own: readonly Secret[], most: number): Verdict['hint'] {
      for (const candidate of probes) {
        if (used >= most) {
          cutShort = true;
          return null;
        }
        const found = attempt(candidate, candidate.secrets ?? own);
        if (isRight(found)) return { text: candidate.text, certain: candidate.certain };
      }
      return null;
    },
    /** Another secret, with what is left. */
    others(budget: number): Verdict['hint'] {
      for (const secret of otherSecrets) {
        if (used >= budget) return null;
        othersTried += 1;
        if (!isRight(attempt({ text: '', certain: true }, [secret]))) continue;
        return {
          text: `${OTHER_SECRET} ${secret.label}.`,
          certain: true,
        };
      }
      return null;
    },
    untried(ownTried: number): string | null {
      const others = otherSecrets.length - othersTried;
      const own = input.secrets.length - ownTried;
      const parts = [
        ...(others > 0 ? [`${others} of the ${otherSecrets.length} other secrets you saved`] : []),
        ...(own > 0 ? [`changes with ${own} of the ${input.secrets.length} secrets here`] : []),
        ...(cutShort ? ['some of the usual changes'] : []),
      ];
      return parts.length === 0 ? null : `Not tried, to save time: ${parts.join('; ')}.`;
    },
  };
}

function costOf(scheme: Scheme): number {
  const isMac = scheme.kind === 'token' || (scheme.kind === 'mac' && scheme.mac.startsWith('hmac'));
  return isMac ? 1 : PAIR_COST;
}

const isRight = (found: Found): boolean =>
  found.state === 'verified' ||
  found.state === 'authenticated' ||
  (found.state === 'failed' && found.code.startsWith('TIMESTAMP_'));

function* ownProbes(
  { provider, view, secrets, knownUrls = [] }: ProbeInput,
  scheme: Scheme,
  own: readonly Secret[],
): Generator<Probe> {
  // Cheap, and it may be any of them.
  yield* otherForms(secrets.slice(0, CHANGES / 2), scheme);
  if (scheme.kind === 'token' || own.length === 0) return;
  if (scheme.kind === 'mac' && signsUrl(scheme)) {
    const { urls } = view.request;
    for (const url of otherUrls(urls, knownUrls)) {
      yield { text: urlThatFits(urls[0] ?? '', url), certain: true, urls: [url] };
    }
  }
  yield* otherBodies(view, LARGEST);
  if (scheme.kind !== 'mac') return;
  yield* otherMacs(scheme);
  yield* otherProviders(provider, view, scheme);
}

/** Where nothing fits and the URL is signed: the URL is the likeliest of what cannot be guessed. */
function lastWord({ view, knownUrls = [] }: ProbeInput, scheme: Scheme): Verdict['hint'] {
  if (scheme.kind !== 'mac' || !signsUrl(scheme)) return null;
  const { urls } = view.request;
  return { text: noUrlFits(urls, otherUrls(urls, knownUrls)), certain: false };
}
