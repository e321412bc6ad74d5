import { GatewayError, type Principal } from '@gateway/spec';

/**
 * Tells whether a principal may use a model.
 *
 * @param model - the name the caller used
 * @throws never
 */
export function mayUseModel(principal: Principal, model: string): boolean {
  const { allowedModels } = principal;
  return !allowedModels || allowedModels.some((pattern) => matchesPattern(pattern, model));
}

/**
 * Lets a call pass if its key may use the model.
 *
 * @throws `GatewayError` `permission_denied`
 */
export function checkAllowedModel(principal: Principal, model: string): void {
  if (mayUseModel(principal, model)) return;
  throw new GatewayError({
    code: 'permission_denied',
    message: `The API key may not use the model "${model.slice(0, 200)}".`,
    param: 'model',
  });
}

/**
 * Matches a name against a pattern in which `*` stands for any run of characters.
 *
 * @throws never
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  const [head = '', ...rest] = pieces;
  if (rest.length === 0) return pattern === name;
  const tail = rest.pop() ?? '';
  if (name.length < head.length + tail.length) return false;
  if (!name.startsWith(head) || !name.endsWith(tail)) return false;
  // Leftmost matches of the middle pieces suffice, so no pattern can make this slow.
  let at = head.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > name.length - tail.length) return false;
    at = found + piece.length;
  }
  return true;
}
