import { type Dialect, GatewayError } from '@gateway/spec';
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
 * @throws `GatewayError` `unsupported` for a dialect that is only known by name
 */
export function getCodec(dialect: Dialect): DialectCodec {
  const codec = byDialect.get(dialect);
  if (codec) return codec;
  throw new GatewayError({
    code: 'unsupported',
    message: `Translation from or to ${dialect} is not available.`,
  });
}
