/**
 * Ends the launcher with one sentence.
 *
 * @param {string} sentence - what is wrong and what to do about it
 * @param {number} [exitCode] - process exit code, 1 when absent
 * @returns {never}
 */
export function stop(sentence, exitCode = 1) {
  console.error(sentence);
  process.exit(exitCode);
}

/**
 * Runs a long step between a line that announces it and a line that says how long it took.
 *
 * @template T
 * @param {string} what - for example `"Installing packages"`
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` returned; its rejection passes through
 */
export async function withProgress(what, work) {
  const startedAtMs = Date.now();
  console.error(`${what} …`);
  const result = await work();
  console.error(`${what}: done in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
  return result;
}
