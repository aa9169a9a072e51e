/** What to do about a newer version. */
export const newerLine = (version: string): string =>
  `Backstitch ${version} is out: npm install --global backstitch@${version}`;
