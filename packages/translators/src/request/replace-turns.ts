import type { GenerateRequest, Turn } from '@gateway/spec';

/**
 * Puts other turns into a request.
 *
 * @returns the same request where the turns are the same object
 * @throws never
 */
export function replaceTurns(request: GenerateRequest, turns: readonly Turn[]): GenerateRequest {
  return turns === request.turns ? request : { ...request, turns };
}
