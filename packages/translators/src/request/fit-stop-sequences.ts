import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { refuse } from './refuse.ts';

/**
 * Sends as many stop strings as the target takes; the gateway applies the others to the visible
 * text itself. Empty strings, which would end every answer, are left out.
 */
export const fitStopSequences: AdaptStep = (request, context) => {
  const asked = request.limits?.stopSequences;
  if (!asked) return request;
  const { native, emulated } = splitStops(asked, context);
  if (emulated.length > 0) {
    refuseTooMany(emulated, context);
    context.exchange.emulatedStops = emulated;
    const detail = `${emulated.length} stop strings are applied by the gateway`;
    const path = context.pathOf('limits.stopSequences');
    context.loss.add({ severity: 'kept', code: 'stop_emulated', path, detail });
  }
  if (native.length === asked.length) return request;
  const { stopSequences: _, ...limits } = request.limits ?? {};
  const kept = native.length > 0 ? { ...limits, stopSequences: native } : limits;
  return { ...request, limits: kept };
};

/** Every stop string is looked for at every step of the answer. */
const maxEmulated = 64;
const maxEmulatedChars = 1024;

function refuseTooMany(stops: readonly string[], context: AdaptContext): void {
  if (stops.length <= maxEmulated && stops.every((stop) => stop.length <= maxEmulatedChars)) return;
  refuse(
    {
      code: 'unsupported',
      path: context.pathOf('limits.stopSequences'),
      message: `The chosen model takes ${context.target.limits.maxStopSequences} stop strings; the gateway can apply ${maxEmulated} more of up to ${maxEmulatedChars} characters.`,
      loss: 'stop_emulated',
    },
    context,
  );
}

function splitStops(asked: readonly string[], { target, to, sameDialect }: AdaptContext) {
  const stops = sameDialect ? asked : asked.filter((stop) => stop !== '');
  const blankAllowed = sameDialect || traitsOf(to).blankText;
  const most = target.limits.maxStopSequences;
  const sendable = stops.filter((stop) => blankAllowed || stop.trim() !== '');
  const native = sendable.slice(0, most);
  const emulated = stops.filter((stop) => stop !== '' && !native.includes(stop));
  return { native, emulated };
}
