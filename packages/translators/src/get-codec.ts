import { type Dialect, GatewayError, isDialect } from '@gateway/spec';
import type { DialectCodec } from './codec.ts';
import { codecs } from './registry.gen.ts';

const byDialect: ReadonlyMap<Dialect, DialectCodec> = new Map(
  codecs.map((codec: DialectCodec) => [codec.dialect, codec]),
);

/** The dialects that can be translated, from and to each other, in the order of their names. */
export const dialects: readonly Dialect[] = [...byDialect.keys()];

/**
 * Looks up everything that is known about one dialect: readers and writers of its requests, answers,
 * streams and errors, and its byte-level pass-through.
 *
 * @param dialect - one of {@link dialects}
 * @throws `GatewayError` `unsupported` for a dialect that is only known by name, `invalid_request`
 * for anything else
 */
export function getCodec(dialect: Dialect): DialectCodec {
  const codec = byDialect.get(dialect);
  if (codec) return codec;
  const known = `Can be translated: ${dialects.join(', ')}.`;
  throw isDialect(dialect)
    ? new GatewayError({
        code: 'unsupported',
        message: `Translation from or to ${dialect} is not available. ${known}`,
      })
    : new GatewayError({
        code: 'invalid_request',
        message: `${String(JSON.stringify(dialect)).slice(0, maxQuoted)} is not a dialect. ${known}`,
      });
}

const maxQuoted = 64;
