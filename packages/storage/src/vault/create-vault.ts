import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { GatewayError, type Vault } from '@gateway/spec';
import { masterKeyBytes } from './master-key.ts';

const cipherName: CipherGCMTypes = 'aes-256-gcm';
/** Bytes of a nonce, NIST SP 800-38D §8.2. */
const nonceBytes = 12;
const tagBytes = 16;
/** First word of a ciphertext; a new format gets a new word. */
const formatWord = 'gwv1';

const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Decodes base64url, refusing texts that are only nearly what `encode` writes. */
const decode = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  return encode(bytes) === text ? bytes : undefined;
};

const cannotOpen = (message: string, cause?: unknown): GatewayError =>
  new GatewayError({ code: 'internal', message }, { cause });

interface SealedText {
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly body: Buffer;
  readonly tag: Buffer;
}

const parseSealed = (ciphertext: string): SealedText => {
  const [word, keyId, text, ...rest] = ciphertext.split('.');
  const bytes = text === undefined ? undefined : decode(text);
  if (word !== formatWord || !keyId || rest.length > 0 || !bytes) {
    throw cannotOpen('A stored secret is not in the form this version writes.');
  }
  if (bytes.length < nonceBytes + tagBytes) throw cannotOpen('A stored secret is cut short.');
  const bodyEnd = bytes.length - tagBytes;
  return {
    keyId,
    nonce: bytes.subarray(0, nonceBytes),
    body: bytes.subarray(nonceBytes, bodyEnd),
    tag: bytes.subarray(bodyEnd),
  };
};

/** What the tag vouches for beside the secret: format, key and purpose. */
const toAssociatedData = (keyId: string, context: string): Buffer =>
  Buffer.from(`${formatWord}.${keyId}.${context}`, 'utf8');

/**
 * Makes a vault of a master key. Secrets are sealed with AES-256-GCM under a key derived for that
 * purpose alone; the context is authenticated, so a secret opens only where it was meant for; every
 * ciphertext names the key it was made with.
 *
 * @param options - `masterKey`: 32 bytes; see `loadMasterKey`
 * @throws `GatewayError` `internal` when the key has another length
 * @source RFC 5869 (HKDF), NIST SP 800-38D (GCM)
 * @example
 * const vault = createVault({ masterKey: crypto.getRandomValues(new Uint8Array(32)) });
 * vault.open(vault.seal('sk-upstream', 'credential:1'), 'credential:1'); // 'sk-upstream'
 */
export function createVault(options: { readonly masterKey: Uint8Array }): Vault {
  const { masterKey } = options;
  if (masterKey.length !== masterKeyBytes) {
    throw cannotOpen(`The master key must have ${masterKeyBytes} bytes.`);
  }
  // A copy, so that the caller may wipe what it handed in.
  const secret = Uint8Array.from(masterKey);
  const deriveKey = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', secret, '', `gateway/v1/${purpose}`, 32));

  const secretsKey = deriveKey('secrets');
  const hashingKey = deriveKey('api-key-hash');
  const ownKeyId = Buffer.from(deriveKey('key-id')).toString('hex', 0, 4);

  return {
    deriveKey,
    hashApiKey: (key) => createHmac('sha256', hashingKey).update(key, 'utf8').digest('hex'),
    seal(plaintext, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(cipherName, secretsKey, nonce, { authTagLength: tagBytes });
      cipher.setAAD(toAssociatedData(ownKeyId, context));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      const bytes = Buffer.concat([nonce, body, cipher.getAuthTag()]);
      return `${formatWord}.${ownKeyId}.${encode(bytes)}`;
    },
    open(ciphertext, context) {
      const { keyId, nonce, body, tag } = parseSealed(ciphertext);
      if (keyId !== ownKeyId) {
        throw cannotOpen('A stored secret was sealed with another master key.');
      }
      const decipher = createDecipheriv(cipherName, secretsKey, nonce, { authTagLength: tagBytes });
      decipher.setAAD(toAssociatedData(keyId, context));
      decipher.setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (error) {
        throw cannotOpen('A stored secret was changed, or belongs to another purpose.', error);
      }
    },
  };
}
