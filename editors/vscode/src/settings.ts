// Settings as the server wants to hear them.

/** A setting, or an object of settings, in which "nothing was entered" is null: VS Code's settings page leaves an empty text or list instead. */
export function withoutBlanks(setting: unknown): unknown {
  if (typeof setting === "string") return setting.trim() === "" ? null : setting;
  if (Array.isArray(setting)) return setting.length === 0 ? null : setting;
  if (typeof setting !== "object" || setting === null) return setting;
  return Object.fromEntries(Object.entries(setting).map(([name, value]) => [name, withoutBlanks(value)]));
}
