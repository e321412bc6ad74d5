import type { Gateway, Route } from '@gateway/core';
import { Hono } from 'hono';

/**
 * Makes a Hono app that serves a gateway on any runtime with Web requests. Under Node, put
 * `createNodeListener` in front of it: that keeps the data plane off the slower path.
 *
 * Addresses that nobody knows are answered as JSON, in the dialect they look like.
 *
 * @throws never
 */
export function createApp(gateway: Gateway): Hono {
  const app = new Hono({ strict: false });
  for (const route of gateway.routes) {
    app.on(route.method, toHonoPath(route), (context) => gateway.fetch(context.req.raw));
  }
  app.notFound((context) => gateway.fetch(context.req.raw));
  return app;
}

/** `{name}` becomes `:name`, `{name+}` becomes a name that takes slashes too. */
function toHonoPath({ pattern }: Route): string {
  return pattern.replaceAll(/\{(\w+)\+\}/g, ':$1{.+}').replaceAll(/\{(\w+)\}/g, ':$1');
}
