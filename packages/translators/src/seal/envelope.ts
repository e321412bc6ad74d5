import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type ReasoningFamily, reasoningFamilies, type Seal } from '@gateway/spec';
import { fromBase64Url, toBase64Url } from './base64url.ts';

/** How every envelope begins; the digit is the version of the format. */
export const envelopePrefix = 'gw1.';

/** Longest envelope that is written or opened, characters. */
export const maxEnvelopeChars = 256 * 1024;

const tagBytes = 16;
const maxModelChars = 64;
const forms: readonly Seal['form'][] = [
  'signature',
  'redacted',
  'encrypted',
  'thought-signature',
  'compaction',
  'audio-reference',
];

/**
 * Packs foreign reasoning state so that a client of another dialect can carry it in its own opaque
 * slot: `gw1.<family>.<form>.<model>.<value>.<tag>`, model and value in base64url, the tag a
 * truncated HMAC-SHA256 over all before it.
 *
 * @param sealKey - secret of the gateway, 32 bytes
 * @returns the envelope; `undefined` for state that cannot be carried (already an envelope, not
 * well-formed text, or longer than {@link maxEnvelopeChars}); a model name over 64 characters is
 * left out
 * @throws never
 */
export function envelopeSeal(seal: Seal, sealKey: Uint8Array): string | undefined {
  const { family, form, value, model = '' } = seal;
  if (isEnvelope(value) || value === '' || !value.isWellFormed()) return undefined;
  const modelTag = model.length <= maxModelChars && model.isWellFormed() ? model : '';
  const head = `${envelopePrefix}${family}.${form}.${encodeText(modelTag)}.${encodeText(value)}`;
  const envelope = `${head}.${toBase64Url(tagOf(head, sealKey))}`;
  return envelope.length > maxEnvelopeChars ? undefined : envelope;
}

/**
 * Tells whether an opaque value is an envelope of the gateway, genuine or not.
 *
 * @throws never
 */
export function isEnvelope(value: string): boolean {
  return value.startsWith(envelopePrefix);
}

/**
 * Opens an envelope made by {@link envelopeSeal}.
 *
 * @returns the original state; `undefined` when the tag is wrong, the text is malformed or too
 * long, or another envelope is inside
 * @throws never
 */
export function openEnvelope(envelope: string, sealKey: Uint8Array): Seal | undefined {
  if (!isEnvelope(envelope) || envelope.length > maxEnvelopeChars) return undefined;
  const headEnd = envelope.lastIndexOf('.');
  const tag = fromBase64Url(envelope.slice(headEnd + 1));
  const head = envelope.slice(0, headEnd);
  if (!tag || !equalBytes(tag, tagOf(head, sealKey))) return undefined;
  return readHead(head);
}

function readHead(head: string): Seal | undefined {
  const [, family, form, modelText, valueText, ...rest] = head.split('.');
  if (!isFamily(family) || !isForm(form) || rest.length > 0) return undefined;
  const model = decodeText(modelText);
  const value = decodeText(valueText);
  if (!value || model === undefined || isEnvelope(value)) return undefined;
  return { family, form, value, ...(model !== '' && { model }) };
}

function isFamily(value: string | undefined): value is ReasoningFamily {
  return (reasoningFamilies as readonly unknown[]).includes(value);
}

function isForm(value: string | undefined): value is Seal['form'] {
  return (forms as readonly unknown[]).includes(value);
}

function encodeText(text: string): string {
  return toBase64Url(new TextEncoder().encode(text));
}

function decodeText(text: string | undefined): string | undefined {
  const bytes = text === undefined ? undefined : fromBase64Url(text);
  return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function tagOf(head: string, sealKey: Uint8Array): Uint8Array {
  return hmac(sha256, sealKey, new TextEncoder().encode(head)).subarray(0, tagBytes);
}

/** Compares in constant time, so that a tag cannot be guessed byte by byte. */
function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (const [at, byte] of left.entries()) difference |= byte ^ (right[at] ?? 0);
  return difference === 0;
}
