import ssh2 from 'ssh2';

type Options = Parameters<typeof ssh2.utils.generateKeyPairSync<'ed25519'>>[1];

/**
 * A key pair for SSH. One in four hundred of ssh2's own begins with a zero that it leaves out, and no program
 * reads it: that one is made again.
 */
export function newSshKey(options?: Options & { passphrase: string }): {
  private: string;
  public: string;
} {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', options);
    const read = ssh2.utils.parseKey(pair.private, options?.passphrase);
    if (!(read instanceof Error)) return pair;
  }
}
