import type { Target } from '../target.ts';

/** Whether a kind of address may be reached: freely, where somebody allowed it, or not at all. */
export type Rule = 'free' | 'allowed' | 'no';

/** The rule over an encrypted connection, and over plain http. */
export interface Rules {
  https: Rule;
  http: Rule;
}

/** A sentence about a target, and what to do. */
export interface Words {
  text: string;
  hint?: string;
}

/**
 * Who may go where. What no policy can allow stands in the guard: addresses that mean a cloud's
 * metadata, multicast or nothing, the program's own listeners, and names that lead to several
 * kinds of network at once.
 */
export interface Policy {
  /** `localhost`, names below it and loopback addresses. */
  thisMachine: Rules;
  /** Another name that leads to a loopback address. */
  loopback: Rules;
  private: Rules;
  public: Rules;
  /** Whether it may go to the host under which the world reaches the intake. */
  ownTunnel: boolean;
  words: {
    plainHttp: (target: Target) => Words;
    /** @param range what the address is, in words; null where no address is known yet. */
    notAllowed: (target: Target, range: string | null) => Words;
    ownTunnel: (target: Target) => Words;
    ownListenerHint: string;
  };
}

const FREE: Rules = { https: 'free', http: 'free' };
const ALLOWED: Rules = { https: 'allowed', http: 'allowed' };
const CHECK_THE_PORT = 'Check the port.';
const loop = ({ authority }: Target): Words => ({
  text: `${authority} is Backstitch itself.`,
});

/**
 * Captures that a person sends again: this machine freely, other hosts after one allow each, since
 * they get what was captured; plain http within this machine and the private network only.
 */
export const REPLAYS: Policy = {
  thisMachine: FREE,
  loopback: ALLOWED,
  private: ALLOWED,
  public: { https: 'allowed', http: 'no' },
  ownTunnel: false,
  words: {
    plainHttp: ({ hostKey }) => ({
      text: `Backstitch sends to ${hostKey} over https only.`,
      hint: 'Plain http goes only to this computer and, once allowed, to the private network. Use https://.',
    }),
    notAllowed({ hostKey, protocol }) {
      const secrets = 'It gets everything that was captured, including Cookie and Authorization';
      const plain = protocol === 'http:' ? ', readable by others on the network' : '';
      return {
        text: `${hostKey} is not allowed for replays yet.`,
        hint: `${secrets}${plain}. Allow the host once if you trust it.`,
      };
    },
    ownTunnel: ({ authority }) => ({
      text: `${authority} is Backstitch itself: the replay would loop.`,
      hint: 'To send it through the intake, choose "to the intake again".',
    }),
    ownListenerHint:
      'To send it through the intake, choose "to the intake again"; no other part of Backstitch accepts replays.',
  },
};

/**
 * Outgoing webhooks: https to the world, as in Stitchex; plain http to this machine only, under
 * another name of it where the destination allows that; the private network where it allows it.
 */
export const DELIVERIES: Policy = {
  thisMachine: FREE,
  loopback: ALLOWED,
  private: { https: 'allowed', http: 'no' },
  public: { https: 'free', http: 'no' },
  ownTunnel: false,
  words: {
    plainHttp: ({ hostKey }) => ({
      text: `${hostKey} needs https.`,
      hint: 'Plain http goes to localhost and loopback addresses. Use https://.',
    }),
    notAllowed: ({ hostKey }) => ({
      text: `${hostKey} points to this computer or the private network.`,
      hint: 'If you want that, allow the private network for this destination.',
    }),
    ownTunnel: ({ authority }) => ({
      text: `${authority} is Backstitch itself: the delivery would loop.`,
    }),
    ownListenerHint: CHECK_THE_PORT,
  },
};

/** Brokers of event engines: as for webhooks; what is called plain http there is a protocol without TLS here. */
export const ENGINES: Policy = {
  ...DELIVERIES,
  words: {
    ...DELIVERIES.words,
    plainHttp: ({ authority }) => ({
      text: `${authority} needs TLS.`,
      hint: 'Without it, messages go to localhost and loopback addresses only. Use tls:// for NATS, kafkas:// for Kafka.',
    }),
  },
};

/** Handlers that a suite is run against in CI, by a command line that names them: nobody is there to allow a host. */
export const CI_HANDLERS: Policy = {
  thisMachine: FREE,
  loopback: FREE,
  private: FREE,
  public: { https: 'allowed', http: 'no' },
  ownTunnel: false,
  words: {
    ...REPLAYS.words,
    notAllowed: ({ hostKey }) => ({
      text: `${hostKey} is neither this computer nor on the private network.`,
      hint: `It gets what the suite holds: add --allow-host ${hostKey} if you trust it.`,
    }),
  },
};

/** What functions call: the internet, and hosts of this network that the service names. */
export const FUNCTIONS: Policy = {
  thisMachine: ALLOWED,
  loopback: ALLOWED,
  private: ALLOWED,
  public: FREE,
  ownTunnel: false,
  words: {
    plainHttp: loop,
    notAllowed: ({ authority, hostKey, port }, range) => ({
      text: `${authority} is on a private network${range === null ? '' : ` (${range})`}.`,
      hint: `Allow ${hostKey}:${port} in the settings of the service.`,
    }),
    ownTunnel: loop,
    ownListenerHint: 'A function calls other functions by their name, not over the network.',
  },
};

/**
 * Servers that a person names to work with, a PostgreSQL server or an endpoint that stands in for
 * AWS: anywhere but ourselves.
 */
export const NAMED_SERVERS: Policy = {
  thisMachine: FREE,
  loopback: FREE,
  private: FREE,
  public: FREE,
  ownTunnel: false,
  words: {
    plainHttp: loop,
    notAllowed: loop,
    ownTunnel: loop,
    ownListenerHint: CHECK_THE_PORT,
  },
};

/** APIs of providers, which get a token: over https, or plain within this machine. */
export const PROVIDER_APIS: Policy = {
  thisMachine: FREE,
  loopback: FREE,
  private: { https: 'free', http: 'no' },
  public: { https: 'free', http: 'no' },
  ownTunnel: false,
  words: {
    plainHttp: ({ hostKey }) => ({
      text: `${hostKey} needs https.`,
      hint: 'A token goes over plain http within this computer only. Use https://.',
    }),
    notAllowed: loop,
    ownTunnel: loop,
    ownListenerHint: CHECK_THE_PORT,
  },
};

/** Collectors of traces: this machine freely, others over https after one allow each. */
export const COLLECTORS: Policy = {
  thisMachine: FREE,
  loopback: ALLOWED,
  private: { https: 'allowed', http: 'no' },
  public: { https: 'allowed', http: 'no' },
  ownTunnel: false,
  words: {
    plainHttp: ({ hostKey }) => ({
      text: `${hostKey} needs https.`,
      hint: 'Traces go over plain http within this computer only. Use https://.',
    }),
    notAllowed: ({ hostKey }) => ({
      text: `${hostKey} is not allowed yet.`,
      hint: 'It gets paths, names of events and times of what you capture. Allow the host once if you trust it.',
    }),
    ownTunnel: loop,
    ownListenerHint: CHECK_THE_PORT,
  },
};

/** The relay of a tunnel, which may be one's own. Its host may also be that of the public URL. */
export const RELAY: Policy = { ...NAMED_SERVERS, ownTunnel: true };
