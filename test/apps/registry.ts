import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';

/** A version of a package: what its package.json says beside name and version, and its files. */
export interface Published {
  name: string;
  version: string;
  described?: Record<string, unknown>;
  /** Path below the package to text. */
  files?: Record<string, string>;
  /** What is served where the archive is asked for, instead of it. */
  archive?: Buffer;
}

async function pack({ name, version, described, files = {} }: Published): Promise<Buffer> {
  const all = {
    'package.json': JSON.stringify({ name, version, main: 'index.js', ...described }),
    ...files,
  };
  const entries = Object.entries(all).map(([path, text]) => ({
    header: { name: `package/${path}`, size: Buffer.byteLength(text), type: 'file' as const },
    body: text,
  }));
  return gzipSync(await packTar(entries));
}

/** A registry as npm asks it: the document of a package, then an archive. Newer ones come last. */
export async function startRegistry(published: readonly Published[]) {
  const archives = new Map<string, Buffer>();
  const documents = new Map<string, { versions: Record<string, object>; latest: string }>();
  const asked: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    asked.push({ path, headers: request.headers });
    const archive = archives.get(path);
    const document = documents.get(path);
    if (archive !== undefined) response.end(archive);
    else if (document !== undefined) {
      const { versions, latest } = document;
      response.end(JSON.stringify({ name: path, 'dist-tags': { latest }, versions }));
    } else response.writeHead(404).end('{}');
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const one of published) {
    const archive = await pack(one);
    const path = `${one.name}/-/${one.version}.tgz`;
    archives.set(path, one.archive ?? archive);
    const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
    const versions: Record<string, object> = documents.get(one.name)?.versions ?? {};
    const dist = { tarball: `${url}/${path}`, integrity };
    versions[one.version] = { name: one.name, version: one.version, ...one.described, dist };
    documents.set(one.name, { versions, latest: one.version });
  }
  return { url, asked, [Symbol.dispose]: () => void server.close() };
}
