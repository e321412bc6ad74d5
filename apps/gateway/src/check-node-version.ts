const minimum = [22, 22, 2] as const;

/**
 * Says why this Node cannot run the server, before anything native is loaded.
 *
 * @param version - `process.versions.node`, for example `"22.22.2"`
 * @returns one sentence with the remedy; `undefined` when the version is good enough
 * @throws never
 */
export function checkNodeVersion(version: string): string | undefined {
  const found = version.split('.').map(Number);
  for (const [index, wanted] of minimum.entries()) {
    const part = found[index] ?? 0;
    if (part > wanted) return undefined;
    if (part < wanted) {
      return `Gateway needs Node ${minimum.join('.')} or newer, found ${version}: start it with "npm start", which fetches one, or install a newer Node.`;
    }
  }
  return undefined;
}
