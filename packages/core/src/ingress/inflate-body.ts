import { GatewayError } from '@gateway/spec';
import { readBody } from './read-body.ts';

/** Names of `content-encoding` → names of Web compression formats. */
const formats: Readonly<Record<string, string>> = Object.freeze({
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'brotli',
  zstd: 'zstd',
});

/** More layers than this are an attack, not an encoding. */
const maxLayers = 2;

/**
 * Undoes the content encoding of a body. What can be undone beyond gzip and deflate depends on the
 * runtime.
 *
 * @param encoding - raw `content-encoding`; several encodings in the order they were applied
 * @param maxBytes - limit of the inflated body
 * @throws `GatewayError` `unsupported_media_type` naming the encoding, `request_too_large`,
 *   `invalid_request` when the bytes do not fit the encoding
 * @source RFC 9110 §8.4
 */
export async function inflateBody(
  body: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const names = (encoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > maxLayers) throw refused(names.join(', '));
  let inflated = body;
  for (const name of names.reverse()) {
    inflated = await inflateOnce(inflated, name, maxBytes);
  }
  return inflated;
}

async function inflateOnce(body: Uint8Array, name: string, maxBytes: number): Promise<Uint8Array> {
  const inflater = createInflater(name);
  const source = new Blob([body as Uint8Array<ArrayBuffer>]).stream();
  try {
    return await readBody(source.pipeThrough(inflater), maxBytes);
  } catch (cause) {
    if (GatewayError.is(cause)) throw cause;
    const message = `The request body is not valid ${name}.`;
    throw new GatewayError({ code: 'invalid_request', message }, { cause });
  }
}

function createInflater(name: string): DecompressionStream {
  const format = formats[name];
  try {
    // The type lists fewer formats than some runtimes know; those that do not know one throw.
    if (format !== undefined) return new DecompressionStream(format as CompressionFormat);
  } catch {
    // The runtime lacks the format; answered below like an unknown name.
  }
  throw refused(name);
}

function refused(name: string): GatewayError {
  return new GatewayError({
    code: 'unsupported_media_type',
    message: `The content encoding "${name.slice(0, 40)}" is not accepted; send gzip, deflate or none.`,
  });
}
