/** Why a request is not sent. `code` is kept with the replay, `text` is for people. */
export interface Refusal {
  code:
    | 'ADDRESS_FORBIDDEN'
    | 'NOT_LOOPBACK'
    | 'MIXED_ADDRESSES'
    | 'PLAIN_HTTP'
    | 'OWN_LISTENER'
    | 'OWN_TUNNEL'
    | 'NOT_ALLOWED'
    | 'ADDRESS_CHANGED';
  text: string;
  hint?: string;
}
