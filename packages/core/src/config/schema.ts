import { z } from 'zod';

const name = z
  .string()
  .min(1)
  .max(200)
  // Control characters would end in headers and logs.
  .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters');
const milliseconds = z.int().min(0).max(86_400_000);
const bytes = z.int().min(1024).max(1_073_741_824);

const timeouts = z.strictObject({
  connectMs: milliseconds.optional(),
  headersMs: milliseconds.optional(),
  firstEventMs: milliseconds.optional(),
  idleMs: milliseconds.optional(),
  totalMs: milliseconds.optional(),
  deadlineMs: milliseconds.optional(),
});

const provider = z.strictObject({
  vendor: z.string().min(1).optional(),
  apiKey: z.string().min(1).optional(),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  models: z.array(name).optional(),
  headers: z
    .record(
      z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is no legal header name'),
      z.string().regex(/^[\t\x20-\x7e]*$/, 'is no legal header value'),
    )
    .optional(),
  allowPrivate: z.boolean().optional(),
  timeouts: timeouts.optional(),
});

const model = z.strictObject({
  targets: z.array(name).min(1),
  strategy: z.enum(['priority']).optional(),
});

/** The strict schema of a `GatewayConfig`: unknown settings are errors. */
export const configSchema = z.strictObject({
  providers: z.record(
    z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'is no legal provider name'),
    provider,
  ),
  models: z.record(name, z.union([name, model])).optional(),
  aliases: z.record(name, name).optional(),
  keys: z
    .array(
      z.strictObject({
        name,
        key: z.string().min(16).max(512).regex(/^\S+$/, 'must not hold white space'),
        allowedModels: z.array(name).optional(),
      }),
    )
    .optional(),
  auth: z.strictObject({ required: z.boolean().optional() }).optional(),
  limits: z
    .strictObject({
      maxBodyBytes: bytes.optional(),
      maxResponseBytes: bytes.optional(),
      maxPreambleBytes: bytes.optional(),
    })
    .optional(),
  timeouts: timeouts.optional(),
  stream: z
    .strictObject({
      headHoldMs: milliseconds.optional(),
      heartbeatMs: milliseconds.optional(),
      stallMs: milliseconds.optional(),
    })
    .optional(),
  translation: z.strictObject({ strict: z.boolean().optional() }).optional(),
  server: z
    .strictObject({
      host: z.string().min(1).optional(),
      port: z.int().min(0).max(65_535).optional(),
    })
    .optional(),
});
