// cspell:ignore binread
import { bodySource } from '../curl/curl-arguments.ts';
import { bodyExpression, bytesLiteral } from '../literals.ts';
import { type SnippetRequest, sendableHeaders } from '../snippet-request.ts';

/** Binary where it is not ASCII: joined with text of another encoding it would be refused. */
const text = (latin1: string): string =>
  bytesLiteral(latin1, '"', '#') + (/[^\x20-\x7E\t\r\n]/.test(latin1) ? '.b' : '');

/**
 * The request with Ruby's Net::HTTP. Headers it adds by itself are taken away first; it writes names with
 * capitals, and equal ones as one.
 */
export function rubySnippet(request: SnippetRequest): string {
  const { baseUrl, method, target } = request;
  const isSent = bodySource(request) === 'bytes';
  const flags = `${isSent || bodySource(request) === 'empty'}, ${method !== 'HEAD'}`;
  const body = bodyExpression(request.body, request.bodyFile, {
    literal: text,
    base64: (base64) => `"${base64}".unpack1("m0")`,
    file: (name) => `File.binread(${text(name)})`,
  });
  return [
    'require "net/http"',
    '',
    `uri = URI(${text(baseUrl)})`,
    `request = Net::HTTPGenericRequest.new(${text(method)}, ${flags}, ${text(target)})`,
    'request.each_key.to_a.each { |name| request.delete(name) }',
    'def request.supply_default_content_type; end',
    ...sendableHeaders(request.headers).map(
      ([name, value]) => `request.add_field(${text(name)}, ${text(value)})`,
    ),
    ...(isSent ? [`request.body = ${body}`] : []),
    'http = Net::HTTP.new(uri.host, uri.port, nil)',
    'http.use_ssl = uri.scheme == "https"',
    'response = http.start { http.request(request) }',
    'puts response.code, response.body',
  ].join('\n');
}
