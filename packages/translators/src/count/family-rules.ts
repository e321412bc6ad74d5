import type { ReasoningFamily } from '@gateway/spec';
import type { ImageSize } from './read-image-size.ts';

/** How a family of models counts. All numbers are tokens unless they are factors. */
export interface FamilyRules {
  /** Tokens per estimated token of text. */
  readonly textFactor: number;
  /** Tokens per estimated token of a tool's schema, which models see in a form of their own. */
  readonly schemaFactor: number;
  readonly perRequest: number;
  readonly perMessage: number;
  /** Added once when any tool is declared. */
  readonly perToolList: number;
  readonly perTool: number;
  /** Added when the answer is held to a schema. */
  readonly perFormat: number;
  /** An image of a known or (`undefined`) unknown size. */
  readonly image: (size: ImageSize | undefined, detail: string | undefined) => number;
  readonly perPdfPage: number;
}

const openAiRules: FamilyRules = {
  textFactor: 1.05,
  schemaFactor: 0.9,
  perRequest: 4,
  perMessage: 4,
  perToolList: 40,
  perTool: 8,
  perFormat: 8,
  image: countTiles,
  perPdfPage: 1000,
};

const anthropicRules: FamilyRules = {
  textFactor: 1.25,
  schemaFactor: 1.2,
  perRequest: 4,
  perMessage: 4,
  perToolList: 500,
  perTool: 30,
  perFormat: 110,
  image: countArea,
  perPdfPage: 2000,
};

const googleRules: FamilyRules = { ...openAiRules, image: countGoogleTiles, perPdfPage: 258 };

/**
 * Looks up how a family counts; unknown families count like OpenAI's models.
 *
 * @throws never
 */
export function rulesOf(family: ReasoningFamily | undefined): FamilyRules {
  if (family === 'anthropic') return anthropicRules;
  return family === 'google' ? googleRules : openAiRules;
}

/**
 * Counts an image as Claude does: area over 750, after shrinking to 1568 pixels a side.
 *
 * @source Anthropic vision guide, "Calculate image costs"
 */
function countArea(size: ImageSize | undefined): number {
  const most = 1600;
  if (!size) return most;
  const scale = Math.min(1, 1568 / Math.max(size.width, size.height));
  return Math.min(most, Math.ceil((size.width * size.height * scale * scale) / 750));
}

/**
 * Counts an image as OpenAI's models do: tiles of 512 pixels, after shrinking to 2048 by 768.
 *
 * @source OpenAI vision guide, "Calculating costs"
 */
function countTiles(size: ImageSize | undefined, detail: string | undefined): number {
  const base = 85;
  const perTile = 170;
  if (detail === 'low') return base;
  if (!size) return base + 6 * perTile;
  const fit = Math.min(1, 2048 / Math.max(size.width, size.height));
  const shrink = Math.min(1, 768 / (Math.min(size.width, size.height) * fit)) * fit;
  const tiles = Math.ceil((size.width * shrink) / 512) * Math.ceil((size.height * shrink) / 512);
  return base + tiles * perTile;
}

/**
 * Counts an image as Gemini does: 258, or 258 per tile of 768 pixels when it is large.
 *
 * @source Gemini API guide "Understand and count tokens"
 */
function countGoogleTiles(size: ImageSize | undefined): number {
  const perTile = 258;
  if (!size) return 4 * perTile;
  if (size.width <= 384 && size.height <= 384) return perTile;
  return Math.ceil(size.width / 768) * Math.ceil(size.height / 768) * perTile;
}
