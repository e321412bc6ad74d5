import { describe, expect, test } from 'vitest';
import { readImageSize } from './read-image-size.ts';

function base64(...bytes: readonly (number | string)[]): string {
  const numbers = bytes.flatMap((item) =>
    typeof item === 'number' ? [item] : [...item].map((character) => character.charCodeAt(0)),
  );
  return btoa(String.fromCharCode(...numbers));
}

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

describe('the size of an image', () => {
  test('is read from PNG', () => {
    const head = [0x89, 'PNG\r\n', 0x1a, '\n', 0, 0, 0, 13, 'IHDR'];
    expect(readImageSize(base64(...head, 0, 0, 2, 128, 0, 0, 1, 224))).toEqual({
      width: 640,
      height: 480,
    });
  });

  test('is read from GIF', () => {
    expect(readImageSize(base64('GIF89a', 128, 2, 224, 1))).toEqual({ width: 640, height: 480 });
  });

  test('is read from JPEG, behind other segments', () => {
    const exif = [0xff, 0xe1, 0, 6, 1, 2, 3, 4];
    const frame = [0xff, 0xc2, 0, 11, 8, 1, 224, 2, 128, 3];
    expect(readImageSize(base64(0xff, 0xd8, ...exif, ...frame))).toEqual({
      width: 640,
      height: 480,
    });
  });

  test.each([
    ['lossy', ['VP8 ', ...zeros(10), 128, 2, 224, 1, 0, 0]],
    ['lossless', ['VP8L', ...zeros(5), 127, 194, 119, 0, ...zeros(5)]],
    ['extended', ['VP8X', ...zeros(8), 127, 2, 0, 223, 1, 0]],
  ] as const)('is read from %s WebP', (_, chunk) => {
    const head = ['RIFF', 0, 0, 0, 0, 'WEBP'];
    expect(readImageSize(base64(...head, ...chunk))).toEqual({ width: 640, height: 480 });
  });

  test.each([
    ['other bytes', base64('not an image at all, not at all')],
    ['no base64', '%%%'],
    ['nothing', ''],
    ['a JPEG cut short', base64(0xff, 0xd8, 0xff, 0xe1, 255, 255, 0, 0, 0, 0, 0, 0)],
    ['a JPEG without an end to its fill bytes', base64(0xff, 0xd8, ...Array(40).fill(0xff))],
  ])('is unknown for %s', (_, data) => {
    expect(readImageSize(data)).toBeUndefined();
  });
});
