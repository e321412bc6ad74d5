import { GatewayError, type ModelListing } from '@gateway/spec';
import { findListedTarget } from '../models/find-listed-target.ts';
import { listModels } from '../models/list-models.ts';
import type { DiscoveredModels } from '../models/model-discovery.ts';
import { renderModel, renderModelList } from '../models/render-models.ts';
import type { GatewayParts } from '../parts.ts';
import type { AuthorizedCall } from '../request-context.ts';
import { answerJson } from './answer-json.ts';

/**
 * Answers with the models the caller may use: those of the configuration, and those that the
 * vendors of open providers list.
 *
 * @throws `GatewayError` when the call is given up
 */
export async function serveModelList(
  call: AuthorizedCall,
  { discovery }: GatewayParts,
): Promise<void> {
  const { runtime, cancellation } = call;
  const providers = Object.values(runtime.snapshot.providers);
  const discovered = await discovery.list(providers, cancellation);
  if (cancellation.reason) throw cancellation.reason;
  const models = listModels(runtime, call.principal, discovered);
  answerJson(call.egress, renderModelList(call.dialect, models, { query: call.query }));
}

const nothing: DiscoveredModels = new Map();

/**
 * Answers with one model. A vendor is asked only for a name that the configuration does not hold.
 *
 * @throws `GatewayError` `model_not_found`, also for models the caller may not use
 */
export async function serveModel(call: AuthorizedCall, parts: GatewayParts): Promise<void> {
  const { id = '' } = call.params;
  const model = findModel(id, call, nothing) ?? (await findAtVendor(id, call, parts));
  if (call.cancellation.reason) throw call.cancellation.reason;
  if (!model) throw missing(id, call);
  answerJson(call.egress, renderModel(call.dialect, model));
}

/** A request for the model would be told the same. */
function missing(id: string, { runtime, principal }: AuthorizedCall): GatewayError {
  const resolution = runtime.router.resolve(id, principal);
  const isUnknown = !resolution.ok && resolution.error.code === 'model_not_found';
  if (isUnknown) return new GatewayError(resolution.error);
  const message = `No target serves a model of the name ${JSON.stringify(id.slice(0, 128))}.`;
  return new GatewayError({ code: 'model_not_found', message });
}

function findModel(
  id: string,
  { runtime, principal }: AuthorizedCall,
  discovered: DiscoveredModels,
): ModelListing | undefined {
  return listModels(runtime, principal, discovered).find((listed) => listed.id === id);
}

async function findAtVendor(
  id: string,
  call: AuthorizedCall,
  { discovery }: GatewayParts,
): Promise<ModelListing | undefined> {
  const { cancellation, runtime } = call;
  const { snapshot } = runtime;
  const target = await findListedTarget(id, { snapshot, discovery, cancellation });
  const provider = target && snapshot.providers[target.provider];
  return provider && findModel(id, call, await discovery.list([provider], cancellation));
}
