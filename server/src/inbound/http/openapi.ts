import { contract, type Route } from '@kaitong/client/contract';
import { z } from 'zod';

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): object =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'openapi-3.0' });

/** OpenAPI 3.1, made from the same table that the handlers and the client are made from. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, object>> = {};
  for (const [key, route] of Object.entries(contract) as [string, Route][]) {
    const at = key.indexOf(' ');
    const path = key
      .slice(at + 1)
      .replace(/:(\w+)/g, '{$1}')
      .replace('/*', '/{path}');
    const methods = (paths[path] ??= {});
    methods[key.slice(0, at).toLowerCase()] = operationOf(key, route, path);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kaitong 开通',
      version,
      description: 'Amounts are whole fen in decimal text. Refusals are RFC 9457 problems with a stable `code`.',
    },
    paths,
    components: {
      securitySchemes: {
        applicant: { type: 'apiKey', in: 'cookie', name: 'kaitong_applicant' },
        staff: { type: 'apiKey', in: 'cookie', name: 'kaitong_staff' },
        channel: { type: 'apiKey', in: 'cookie', name: 'kaitong_channel' },
        partner: { type: 'http', scheme: 'bearer', bearerFormat: '<key>.<secret>' },
      },
    },
  };
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Any text of yours up to 100 characters; the same again is answered the same and done once.',
  schema: { type: 'string', maxLength: 100 },
};

function operationOf(key: string, route: Route, path: string): object {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const own = Object.entries(route.headers ?? {}).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string', maxLength: 200 },
  }));
  const named = route.guard.kind === 'partner' && !key.startsWith('GET ') ? [IDEMPOTENCY_KEY] : [];
  const body =
    route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: schemaOf(route.body, 'input'),
                ...(route.example === undefined ? {} : { example: route.example }),
              },
            },
          },
        };
  const form =
    route.form === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'multipart/form-data': { schema: schemaOf(route.form, 'input') } },
          },
        };
  const { kind } = route.guard;
  const filing = route.guard.kind === 'applicant' && route.guard.filing === true ? [{ channel: [] }] : [];
  const security = kind === 'public' || kind === 'demo' ? {} : { security: [{ [kind]: [] }, ...filing] };
  const codes = route.refusals === undefined ? '' : `Refusals: ${route.refusals.join(', ')}`;
  return {
    operationId: key.replace(/[^A-Za-z0-9]+/g, '_'),
    summary: route.summary,
    tags: [path.split('/')[2] ?? 'public'],
    parameters: [...parameters, ...named, ...own],
    ...body,
    ...form,
    ...security,
    responses: {
      '200': { description: 'Done', content: { 'application/json': { schema: schemaOf(route.answer, 'output') } } },
      default: {
        description: `A problem. ${codes}`,
        content: {
          'application/problem+json': {
            schema: {
              type: 'object',
              properties: { code: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' } },
            },
          },
        },
      },
    },
  };
}
