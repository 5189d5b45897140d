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
  const reason = typeof entry.err === 'string' ? entry.err : entry.err?.message;
  const message =
    reason && !entry.msg?.includes(reason) ? `${entry.msg ?? ''} (${reason})` : (entry.msg ?? '');
  return [`${name}  ${level}  ${message.trim()}`, ...fieldsOf(entry)].join('  ');
}

/** Fields of every line that say nothing new to whoever reads it as it comes. */
const COMMON_FIELDS: ReadonlySet<string> = new Set([
  'level',
  'time',
  'pid',
  'hostname',
  'name',
  'role',
  'msg',
  'err',
]);

/** `source=y-te reason=timeout message="no whole answer in time"` */
function fieldsOf(entry: Entry): string[] {
  const fields = Object.entries(entry).filter(([key]) => !COMMON_FIELDS.has(key));
  const texts = fields.map(([key, value]) => {
    const text = typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
    return `${key}=${text}`;
  });
  return texts.length === 0 ? [] : [texts.join(' ')];
}

type Entry = { level: number; msg?: string; err?: string | { message?: string } };

function parsed(line: string): Entry | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    const isLogged = typeof entry === 'object' && entry !== null && 'level' in entry;
    return isLogged && typeof entry.level === 'number' ? { ...entry, level: entry.level } : undefined;
  } catch {
    return undefined;
  }
}
