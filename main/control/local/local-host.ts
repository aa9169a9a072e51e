/** What a caller of the local socket writes as its host: there is no other name there. */
export const LOCAL_HOST = 'backstitch';
