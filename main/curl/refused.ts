/** Why a command makes no request, in words for people. It does not leave this room but as a value. */
export class Refused extends Error {}
