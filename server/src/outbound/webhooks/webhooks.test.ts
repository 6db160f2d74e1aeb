import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWebhookSender } from './index.ts';

let server: Server;
let port: number;
const heard: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/silent') return;
    request.setEncoding('utf8');
    request.on('data', (text: string) => heard.push(text));
    request.on('end', () =>
      response.writeHead(request.url === '/moved' ? 302 : 204, { location: `http://127.0.0.1:${port}/` }).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const message = (path: string, host = '127.0.0.1') => ({
  url: `http://${host}:${port}${path}`,
  headers: { 'kaitong-event': 'x' },
  body: '{"a":"好"}',
});

it('tells the status; a redirect is an answer like any other and is not followed', async () => {
  const sender = createWebhookSender({ allowPrivate: true, timeoutMs: 2_000 });
  expect(await sender.send(message('/'))).toEqual({ kind: 'answered', status: 204 });
  expect(await sender.send(message('/moved'))).toEqual({ kind: 'answered', status: 302 });
  expect(heard).toEqual(['{"a":"好"}', '{"a":"好"}']);
});

it('does not wait for ever', async () => {
  const sender = createWebhookSender({ allowPrivate: true, timeoutMs: 200 });
  expect(await sender.send(message('/silent'))).toMatchObject({ kind: 'unknown' });
});

it('never calls our own networks outside a demo, by address or by a name that leads there', async () => {
  const sender = createWebhookSender({ allowPrivate: false, timeoutMs: 2_000 });
  const before = heard.length;
  for (const url of [`https://127.0.0.1:${port}/`, `https://[::1]:${port}/`, `https://localhost:${port}/`])
    expect([url, await sender.send({ ...message('/'), url })]).toMatchObject([
      url,
      { kind: 'unknown', reason: expect.stringContaining('private address') as string },
    ]);
  expect(await sender.send(message('/'))).toMatchObject({ kind: 'unknown' });
  expect(heard).toHaveLength(before);
});
