/** Width and height of an image, pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** How far into an image its size is looked for, characters of base64; a multiple of 4. */
const headChars = 128 * 1024;

/**
 * Reads the size of a PNG, JPEG, GIF or WebP image from its first bytes.
 *
 * @param base64 - the image, standard alphabet; only the beginning is decoded
 * @returns `undefined` when the bytes are something else or broken
 * @throws never
 * @source PNG (W3C), JPEG (ITU-T T.81), GIF89a, WebP container (Google)
 */
export function readImageSize(base64: string): ImageSize | undefined {
  const bytes = decodeHead(base64);
  if (!bytes) return undefined;
  const view = new DataView(bytes.buffer);
  const size = readPng(view) ?? readGif(view) ?? readWebp(view) ?? readJpeg(view);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

function decodeHead(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64.slice(0, headChars)), (c) => c.charCodeAt(0));
  } catch {
    // Broken base64 has no size; the upstream judges the image itself.
    return undefined;
  }
}

function readPng(view: DataView): ImageSize | undefined {
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89504e47) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function readGif(view: DataView): ImageSize | undefined {
  if (view.byteLength < 10 || view.getUint32(0) !== 0x47494638) return undefined;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function readWebp(view: DataView): ImageSize | undefined {
  if (view.byteLength < 30 || view.getUint32(0) !== 0x52494646) return undefined;
  switch (view.getUint32(12)) {
    case 0x56503820: // "VP8 ", lossy
      return {
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      };
    case 0x5650384c: {
      // "VP8L", lossless: two numbers of 14 bits
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503858: // "VP8X", extended: two numbers of 24 bits
      return { width: readUint24(view, 24) + 1, height: readUint24(view, 27) + 1 };
    default:
      return undefined;
  }
}

function readUint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

/** Walks from segment to segment until the one that holds the size. */
function readJpeg(view: DataView): ImageSize | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // Fill bytes have no length of their own.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Start-of-frame markers are C0 to CF, but for three that mean something else. */
function isFrame(marker: number): boolean {
  if (marker < 0xc0 || marker > 0xcf) return false;
  return marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
