import { createHash } from 'node:crypto';
import { maxSatisfying, rcompare, satisfies } from 'semver';
import { z } from 'zod';
import type { Registries } from './npmrc.ts';

const Names = z.record(z.string(), z.string());
const Version = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: Names.optional(),
  optionalDependencies: Names.optional(),
  peerDependencies: Names.optional(),
  peerDependenciesMeta: z
    .record(z.string(), z.object({ optional: z.boolean().optional() }))
    .optional(),
  deprecated: z.union([z.string(), z.boolean()]).optional(),
  dist: z.object({
    tarball: z.string(),
    integrity: z.string().optional(),
    shasum: z.string().optional(),
  }),
});
/** One version of a package, as the registry describes it. */
export type PackageVersion = z.infer<typeof Version>;

const Packument = z.object({
  'dist-tags': Names.default({}),
  versions: z.record(z.string(), z.unknown()),
});

const MAX_DESCRIPTION = 60_000_000;
const MAX_TARBALL = 60_000_000;
/** The short form, which has what an installation needs. */
const ACCEPT = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';

export type Registry = ReturnType<typeof createRegistry>;

/** Asks npm registries. Everything they say is checked. */
export function createRegistry(registries: Registries) {
  const known = new Map<string, Promise<z.infer<typeof Packument>>>();

  async function get(url: string, accept: string, most: number): Promise<Buffer> {
    const authorization = registries.authorizationFor(url);
    let reply: Response;
    try {
      reply = await fetch(url, {
        headers: { Accept: accept, ...(authorization && { Authorization: authorization }) },
      });
    } catch (cause) {
      throw new Error(`${new URL(url).host} cannot be reached: ${reasonOf(cause)}`, { cause });
    }
    if (reply.status === 404) throw new Error(`the registry does not have ${shown(url)}`);
    if (!reply.ok) throw new Error(`the registry answered ${reply.status} for ${shown(url)}`);
    return readAtMost(reply, most, shown(url));
  }
  async function describe(name: string): Promise<z.infer<typeof Packument>> {
    const url = `${registries.registryOf(name)}${name.replace('/', '%2f')}`;
    const bytes = await get(url, ACCEPT, MAX_DESCRIPTION);
    return Packument.parse(JSON.parse(bytes.toString('utf8')));
  }

  return {
    /**
     * The version of a package that npm would take: the newest release where it fits, else the
     * highest that does.
     *
     * @param range a range, a version, a tag, or '' for the newest.
     * @throws Error in words
     */
    async pick(name: string, range: string): Promise<PackageVersion> {
      const asked = known.get(name) ?? describe(name);
      known.set(name, asked);
      const { 'dist-tags': tags, versions } = await asked;
      const latest = tags['latest'];
      const wanted = range.trim() === '' ? 'latest' : range.trim();
      const fits = latest !== undefined && satisfies(latest, wanted, { loose: true });
      const chosen =
        tags[wanted] ?? (fits ? latest : maxSatisfying(Object.keys(versions), wanted, true));
      const found = chosen === null || chosen === undefined ? undefined : versions[chosen];
      if (found === undefined) throw new Error(`there is no version ${wanted} of ${name}`);
      return Version.parse(found);
    },
    /** All versions there are, highest first. */
    async versions(name: string): Promise<{ latest: string | null; versions: string[] }> {
      const { 'dist-tags': tags, versions } = await describe(name);
      return { latest: tags['latest'] ?? null, versions: Object.keys(versions).sort(rcompare) };
    },
    /** Fetches the archive of a version and checks that it is the one that was published. */
    async tarball({ name, version, dist }: PackageVersion): Promise<Buffer> {
      const bytes = await get(dist.tarball, '*/*', MAX_TARBALL);
      if (!isIntact(bytes, dist)) {
        throw new Error(`the archive of ${name}@${version} is not what was published`);
      }
      return bytes;
    },
  };
}

/** @see https://www.w3.org/TR/SRI/ the strongest known digest counts. */
function isIntact(bytes: Buffer, { integrity, shasum }: PackageVersion['dist']): boolean {
  const digests = (integrity ?? '').split(/\s+/);
  for (const algorithm of ['sha512', 'sha384', 'sha256', 'sha1']) {
    const own = digests.filter((digest) => digest.startsWith(`${algorithm}-`));
    if (own.length === 0) continue;
    const real = `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
    return own.some((digest) => digest.split('?')[0] === real);
  }
  return shasum !== undefined && createHash('sha1').update(bytes).digest('hex') === shasum;
}

async function readAtMost(reply: Response, most: number, what: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of reply.body ?? []) {
    size += chunk.length;
    if (size > most) throw new Error(`${what} is larger than ${most / 1_000_000} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Without a query, which may hold what authenticates. */
const shown = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
