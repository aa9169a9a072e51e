/**
 * What is used of the client of Kafka. Named here, so that the build leaves out its consumers and schema
 * registries, which are two thirds of it.
 */
export { AuthenticationError, Producer, ProtocolError, TimeoutError } from '@platformatic/kafka';
