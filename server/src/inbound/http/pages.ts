import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { problemOf } from './problems.ts';

/** Folders of the web build that are single-page apps: an address below one of them is that app's own business. */
const APPS = ['merchant', 'console', 'world', 'terminal', 'counter', 'agent', 'public', 'r'];

export async function registerPages(app: FastifyInstance, webRoot: string): Promise<void> {
  if (existsSync(webRoot)) {
    await app.register(fastifyStatic, {
      root: webRoot,
      index: ['index.html'],
      redirect: true,
      preCompressed: true, // the build leaves a .gz and a .br beside every text file
      setHeaders(reply, path) {
        // names under assets/ carry a hash of their content, pages do not
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const [, first = ''] = request.url.split(/[/?]/);
    const isPage = request.method === 'GET' && APPS.includes(first) && !request.url.includes('/api/');
    if (isPage && existsSync(join(webRoot, first, 'index.html')))
      return reply.header('cache-control', 'no-cache').sendFile(`${first}/index.html`);
    return reply.code(404).type('application/problem+json').send(problemOf('http.not_found'));
  });
}
