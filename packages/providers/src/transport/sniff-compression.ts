/** A compression that gives itself away by its first bytes. */
export type SniffedCompression = 'gzip' | 'zstd';

const magics: readonly (readonly [SniffedCompression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/**
 * Looks whether a body that names no encoding is compressed all the same, as some relays send it.
 *
 * @param start - first bytes of the body
 * @returns the compression; `null` when it is none; `undefined` when more bytes are needed
 * @throws never
 * @source RFC 1952 §2.3.1 (gzip), RFC 8878 §3.1.1 (zstd)
 */
export function sniffCompression(start: Uint8Array): SniffedCompression | null | undefined {
  let needsMore = false;
  for (const [name, magic] of magics) {
    const known = magic.slice(0, start.length);
    if (!known.every((byte, at) => start[at] === byte)) continue;
    if (start.length >= magic.length) return name;
    needsMore = true;
  }
  return needsMore ? undefined : null;
}

/**
 * Tells whether a body of this type is text, which never begins with the magic bytes of a
 * compression. Only such bodies are sniffed: a file that is an archive must stay one.
 *
 * @param contentType - raw header; absent = assumed to be text
 * @throws never
 */
export function isTextual(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === '') return true;
  return /^\s*(?:text\/|application\/(?:[^;]*\+)?(?:json|x-ndjson|ndjson|jsonl|xml))/i.test(
    contentType,
  );
}
