import type { ServerResponse } from 'node:http';
import type { publicError } from './public-error.ts';

/** Headers that every answer carries, whatever it is. Later writers may narrow the policy. */
export function setSafeHeaders(response: ServerResponse): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
}

/** Answers with an error in the JSON form of the API. */
export function sendError(response: ServerResponse, error: ReturnType<typeof publicError>): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error.code === 'UNAUTHORIZED') response.setHeader('WWW-Authenticate', 'Bearer');
  response.writeHead(error.status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(error.toJSON()));
}

/** Answers with a small page of our own making; `html` holds no outside text. */
export function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(html);
}
