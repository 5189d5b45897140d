const LEVELS: ReadonlyMap<string, number> = new Map([
  ['trace', 10],
  ['debug', 20],
  ['info', 30],
  ['warn', 40],
  ['error', 50],
  ['fatal', 60],
  ['silent', Number.POSITIVE_INFINITY],
]);

/**
 * One line of a child's output as an operator reads it, or undefined when it is below `quietest`.
 * Children write pino's JSON; anything else is shown as it came.
 */
export function readableLine(name: string, line: string, quietest: string): string | undefined {
  if (line.trim() === '') return undefined;
  const entry = parsed(line);
  if (!entry) return `${name}  ${line}`;
  if (entry.level < (LEVELS.get(quietest) ?? 0)) return undefined;
  const level = [...LEVELS].find(([, value]) => value === entry.level)?.[0] ?? String(entry.level);
  const reason = entry.err?.message;
  const message =
    reason && !entry.msg?.includes(reason) ? `${entry.msg ?? ''} (${reason})` : (entry.msg ?? '');
  return `${name}  ${level}  ${message.trim()}`;
}

function parsed(line: string): { level: number; msg?: string; err?: { message?: string } } | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    const isLogged = typeof entry === 'object' && entry !== null && 'level' in entry;
    return isLogged && typeof entry.level === 'number' ? { ...entry, level: entry.level } : undefined;
  } catch {
    return undefined;
  }
}
