import type { ReasoningFamily } from '../dialect.ts';

/** Where the bytes of an image, file, audio or video are. */
export type Media =
  | {
      readonly source: 'inline';
      /** IANA media type, e.g. `image/png`; empty when the sender did not say. */
      readonly mediaType: string;
      /** The bytes, base64 (standard alphabet) without a `data:` prefix. */
      readonly base64: string;
    }
  | {
      readonly source: 'url';
      /** Absolute http(s) or gs address. The gateway does not fetch it by itself. */
      readonly url: string;
      readonly mediaType?: string;
    }
  | {
      readonly source: 'file-id';
      /** Whose file store the id belongs to; it is meaningless anywhere else. */
      readonly owner: ReasoningFamily;
      readonly id: string;
      readonly mediaType?: string;
    }
  | {
      readonly source: 's3';
      /** `s3://bucket/key`. */
      readonly uri: string;
      /** AWS account id of the bucket's owner. */
      readonly bucketOwner?: string;
      readonly mediaType?: string;
    }
  | {
      readonly source: 'text';
      readonly mediaType: string;
      /** The content as text, for plain-text documents. */
      readonly text: string;
    };
