const HERE = import.meta.url;

/**
 * Where a worker's entry file is, from source and from the build.
 *
 * Source runs `main/<path>.ts` as it is; the build puts every worker beside `cli.js` under the
 * name given in `electron.vite.config.ts`.
 *
 * @param path source path below `main/`, without `.ts`.
 * @param built name of the built file, without `.js`.
 */
export function workerFile(path: string, built: string): URL {
  return HERE.endsWith('.ts')
    ? new URL(`../../${path}.ts`, HERE)
    : new URL(`./${built}.js`, builtRoot());
}

// Shared code may land in out/main/chunks/; the workers always stand in out/main/.
function builtRoot(): string {
  const cut = HERE.lastIndexOf('/out/main/');
  return cut < 0 ? HERE : `${HERE.slice(0, cut)}/out/main/`;
}
