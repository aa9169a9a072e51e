import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BackstitchError, errorCode } from '../errors.ts';
import { packageRoot } from '../version.ts';

/** Packages that few need and that weigh more than all the rest: they are installed when they are asked for. */
export const ADD_ONS = {
  aws: [
    '@aws-sdk/client-firehose',
    '@aws-sdk/client-kinesis',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-s3',
    '@aws-sdk/client-ses',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-sqs',
    '@aws-sdk/s3-request-presigner',
  ],
  mongodb: ['mongodb'],
} as const;
export type AddOn = keyof typeof ADD_ONS;

/** Where `backstitch add` installs to, and where is looked first. */
export const addOnsFolder = (dataDir: string): string => join(dataDir, 'addons');

/**
 * What npm is asked for: `mongodb@7.8.0`. The version is the one that this release was tested with, the least that
 * our package.json takes beside itself.
 */
export function addOnSpecs(addOn: AddOn): string[] {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  const { peerDependencies } = JSON.parse(text) as { peerDependencies: Record<string, string> };
  return ADD_ONS[addOn].map((name) => `${name}@${(peerDependencies[name] ?? '').replace('^', '')}`);
}

/**
 * Loads a package of an add-on.
 *
 * @throws BackstitchError ADD_ON_MISSING where it is not installed
 */
export type LoadPackage = (name: string) => object;

/**
 * Loads packages from the add-ons of a data folder, else from beside Backstitch, as npm puts them.
 *
 * @param beside the file from which npm's folders are looked for
 */
export function packageLoader(dataDir: string, beside: string = import.meta.url): LoadPackage {
  const places = [join(addOnsFolder(dataDir), 'package.json'), beside];
  return (name) => {
    for (const place of places) {
      const require = createRequire(place);
      const file = found(() => require.resolve(name));
      if (file !== undefined) return require(file) as object;
    }
    throw missing(name);
  };
}

/** What `resolve` gives; undefined where there is no such package. */
function found(resolve: () => string): string | undefined {
  try {
    return resolve();
  } catch (error) {
    if (errorCode(error) === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function missing(name: string): BackstitchError {
  const [addOn] =
    Object.entries(ADD_ONS).find(([, names]) => names.some((one) => one === name)) ?? [];
  const specs = addOn === undefined ? [name] : addOnSpecs(addOn as AddOn);
  return new BackstitchError(
    'ADD_ON_MISSING',
    `${name} is not installed. Run: backstitch add ${addOn ?? name}, or beside Backstitch: npm i ${specs.join(' ')}`,
  );
}
