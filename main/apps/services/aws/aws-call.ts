import { ActionError, badArgument } from '../action-error.ts';
import { type Fields, fieldsOf, textOf } from '../ejson.ts';

/** `s3:PutObject` and its input, in whatever form it was asked for. */
export interface AwsCall {
  service: string;
  action: string;
  /** '' for that of the service. */
  region: string;
  input: Fields;
  /** How the result is told: as the SDK gives it, or as the old services did. */
  result: 'sdk' | 'location' | 'message-id';
}

const ACTION = /^[A-Z][A-Za-z0-9]{1,80}$/;
// Stands in host names: nothing else may come in by it.
const REGION = /^[a-z0-9-]{0,40}$/;

/** @throws ActionError InvalidParameter, ServiceCommandNotFound */
export function readAwsCall(type: string, action: string, args: unknown): AwsCall {
  const call = read(type, action, fieldsOf(args));
  if (!REGION.test(call.region)) throw badArgument('region is not an AWS region');
  if (!ACTION.test(call.action) || call.service === '')
    throw new ActionError('ServiceCommandNotFound', `AWS has no action ${action}`);
  return call;
}

function read(type: string, action: string, fields: Fields): AwsCall {
  if (type === 'aws-s3') return readOldS3(action, fields);
  if (type === 'aws-ses') return readOldSes(action, fields);
  if (action === 'execute') {
    return {
      service: textOf(fields.aws_service).toLowerCase(),
      action: textOf(fields.aws_action),
      region: textOf(fields.aws_region),
      input: fieldsOf(fields.aws_arguments),
      result: 'sdk',
    };
  }
  const [service = '', name = ''] = action.split(':');
  const { region, input } = fields;
  return { service, action: name, region: textOf(region), input: fieldsOf(input), result: 'sdk' };
}

function readOldS3(action: string, fields: Fields): AwsCall {
  if (action !== 'put' && action !== 'signPolicy') throw notFound('aws-s3', action);
  const { bucket, key, acl, contentType, body } = fields;
  if (typeof bucket !== 'string' || typeof key !== 'string')
    throw badArgument('bucket and key are needed');
  return {
    service: 's3',
    action: action === 'put' ? 'PutObject' : 'SignPolicy',
    region: '',
    input: { Bucket: bucket, Key: key, ACL: acl, ContentType: contentType, Body: body },
    result: action === 'put' ? 'location' : 'sdk',
  };
}

function readOldSes(action: string, fields: Fields): AwsCall {
  if (action !== 'send') throw notFound('aws-ses', action);
  const { toAddress, fromAddress, subject, body } = fields;
  if (typeof fromAddress !== 'string' || toAddress === undefined)
    throw badArgument('toAddress and fromAddress are needed');
  return {
    service: 'ses',
    action: 'SendEmail',
    region: '',
    input: {
      Source: fromAddress,
      Destination: { ToAddresses: [toAddress].flat() },
      Message: { Subject: { Data: textOf(subject) }, Body: { Text: { Data: textOf(body) } } },
    },
    result: 'message-id',
  };
}

const notFound = (type: string, action: string): ActionError =>
  new ActionError('ServiceCommandNotFound', `a service of type ${type} has no action ${action}`);

/** A message among the calls, in a line each; null where nobody gets one. */
export function messageIn({ service, action, input }: AwsCall) {
  if (service === 'ses' && action === 'SendEmail') {
    const { ToAddresses: to, CcAddresses: cc, BccAddresses: bcc } = fieldsOf(input.Destination);
    const subject = fieldsOf(fieldsOf(input.Message).Subject).Data;
    return {
      from: textOf(input.Source),
      to: [to, cc, bcc]
        .flat()
        .filter((one) => typeof one === 'string')
        .join(', '),
      text: textOf(subject),
    };
  }
  if (service === 'sns' && action === 'Publish') {
    const to = textOf(input.PhoneNumber) || textOf(input.TopicArn) || textOf(input.TargetArn);
    return { from: '', to, text: textOf(input.Subject) || textOf(input.Message) };
  }
  return null;
}
