import { GatewayError } from '@gateway/spec';
import { listModels } from '../models/list-models.ts';
import { renderModel, renderModelList } from '../models/render-models.ts';
import type { AuthorizedCall } from '../request-context.ts';
import { answerJson } from './answer-json.ts';

/**
 * Answers with the models the caller may use.
 *
 * @throws never
 */
export function serveModelList(call: AuthorizedCall): void {
  const models = listModels(call.runtime, call.principal);
  answerJson(call.egress, renderModelList(call.dialect, models, { query: call.query }));
}

/**
 * Answers with one model.
 *
 * @throws `GatewayError` `model_not_found`, also for models the caller may not use
 */
export function serveModel(call: AuthorizedCall): void {
  const { id = '' } = call.params;
  const model = listModels(call.runtime, call.principal).find((listed) => listed.id === id);
  if (!model) {
    const message = `There is no model "${id.slice(0, 200)}".`;
    throw new GatewayError({ code: 'model_not_found', message });
  }
  answerJson(call.egress, renderModel(call.dialect, model));
}
