/** Names, in lower case, whose values are not put forward: not completed, not shown in a list. */
export const SECRET_NAME = /authorization|cookie|secret|token|api-?key|password/;
