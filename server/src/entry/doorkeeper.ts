/** Answers on the port of the pages while a demo is put back to its first state: a page that comes back by itself, and a word for machines. */
import { createServer, type Server } from 'node:http';

export interface Doorkeeper {
  /** What is being done, in a word. */
  say(stage: ResetStage): void;
  close(): Promise<void>;
}

export type ResetStage = 'emptying' | 'starting' | 'failed';

const TELL: Readonly<Record<ResetStage, readonly [zh: string, en: string]>> = {
  emptying: ['正在清空演示数据…', 'Emptying the demo…'],
  starting: ['正在重新启动…', 'Starting again…'],
  failed: [
    '重置没有成功。请在命令行停止后重新 npm start，原因在日志里。',
    'The reset failed. Stop it in the shell and run npm start again; the log says why.',
  ],
};

const page = (stage: ResetStage): string => `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="2"><title>开通 Kaitong</title>
<body style="font:16px system-ui;display:grid;place-items:center;min-height:90vh;margin:0;text-align:center">
<main role="status"><p>${TELL[stage][0]}</p><p lang="en">${TELL[stage][1]}</p></main>`;

export async function openDoorkeeper(of: { readonly host: string; readonly port: number }): Promise<Doorkeeper> {
  let stage: ResetStage = 'emptying';
  const server: Server = createServer((request, response) => {
    const forMachines = request.url?.startsWith('/api/') === true;
    const body = forMachines
      ? JSON.stringify({ type: 'about:blank', title: TELL[stage][1], status: 503, code: 'demo.resetting', stage })
      : page(stage);
    response.writeHead(503, {
      'content-type': forMachines ? 'application/problem+json' : 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '2',
      connection: 'close',
    });
    response.end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(of.port, of.host, resolve);
  });
  return {
    say(next) {
      stage = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
