export {
  type Calibration,
  type CalibrationOptions,
  createCalibration,
} from './create-calibration.ts';
export { type EstimateOptions, estimateInputTokens } from './estimate-input-tokens.ts';
export { estimateTextTokens } from './estimate-text-tokens.ts';
export type { TextCounter } from './text-counter.ts';
