/** Keys, events and jobs are declared once, in shared/redis-keys.ts, shared/socket.ts and shared/queues.ts. */
import ts from 'typescript';
import type { SourceFile } from '../fixtures/source-tree.ts';
import { complaint, fixedText, importsOf, nodesOf, parse } from './parse.ts';

const isProduct = (path: string): boolean => /^(start\.ts|collector\/|display\/|shared\/)/.test(path);

/** Commands whose first argument is a key and whose names no Map, Set or Cache shares. */
const KEY_COMMANDS = new Set(
  `hget hset hmget hgetall hdel hexists hincrby hkeys hlen hscan xadd xrange xrevrange xlen xtrim xdel
   zadd zrange zrangebyscore zrem zremrangebyrank zremrangebyscore zcard zscore sadd smembers srem scard
   incrby lpush rpush lrange ltrim setex psetex pexpire pttl`.split(/\s+/),
);
const LUA_KEY_LITERAL = /redis\.p?call\(\s*['"](\w+)['"]\s*,\s*['"]/g;

/** No key is spelled outside shared/redis-keys.ts, neither to a client nor inside a Lua script. */
export function keysAreDeclaredOnce(file: SourceFile): string[] {
  if (file.path === 'shared/redis-keys.ts') return [];
  const source = parse(file);
  return [...nodesOf(source)].flatMap((node) => {
    const text = fixedText(node);
    if (text !== undefined && /(^|[^\w-])wall:\{/.test(text)) return [spelled(source, node, 'a key')];
    if (!isProduct(file.path)) return [];
    if (text !== undefined && hasLuaKeyLiteral(text)) return [spelled(source, node, 'a key in Lua')];
    const called =
      ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node : undefined;
    const method = called && (called.expression as ts.PropertyAccessExpression).name.text;
    const isKey =
      method !== undefined && KEY_COMMANDS.has(method) && fixedText(called?.arguments[0]) !== undefined;
    return isKey ? [spelled(source, node, `the key of ${method}`)] : [];
  });
}

function hasLuaKeyLiteral(text: string): boolean {
  return [...text.matchAll(LUA_KEY_LITERAL)].some(([, command = '']) =>
    KEY_COMMANDS.has(command.toLowerCase()),
  );
}

const spelled = (source: ts.SourceFile, node: ts.Node, what: string): string =>
  complaint(source, node, `${what} is spelled here; take it from shared/redis-keys.ts`);

const SOCKET_LIBRARIES = new Set(['socket.io', 'socket.io-client']);

/**
 * Event names are literals that the compiler checks against the two maps of shared/socket.ts.
 * So whoever opens a socket must name both maps, and nobody may declare another.
 */
export function eventsAreDeclaredOnce(file: SourceFile): string[] {
  const source = parse(file);
  const nodes = [...nodesOf(source)];
  const redeclared = nodes
    .filter((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
    .filter(({ name }) => ['ClientToServer', 'ServerToClient'].includes(name.text))
    .filter(() => file.path !== 'shared/socket.ts')
    .map((node) => complaint(source, node, `${node.name.text} is declared in shared/socket.ts`));
  const opens = isProduct(file.path) && nodes.find((node) => opensSocket(node));
  const knowsEvents = /\bClientToServer\b/.test(file.text) && /\bServerToClient\b/.test(file.text);
  if (!opens || knowsEvents || !importsOf(source).some((name) => SOCKET_LIBRARIES.has(name)))
    return redeclared;
  return [
    ...redeclared,
    complaint(
      source,
      opens,
      'an untyped socket: give it ClientToServer and ServerToClient of shared/socket.ts',
    ),
  ];
}

function opensSocket(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) && node.expression.text === 'Server';
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'io';
}

const QUEUE_CLASSES = new Set(['Queue', 'Worker', 'QueueEvents', 'FlowProducer']);
const SCHEDULER_METHODS = new Set(['upsertJobScheduler', 'removeJobScheduler', 'getJobScheduler']);

/** No queue and no job is named outside shared/queues.ts. */
export function jobsAreDeclaredOnce(file: SourceFile): string[] {
  const source = parse(file);
  if (!isProduct(file.path) || !importsOf(source).includes('bullmq')) return [];
  return [...nodesOf(source)].flatMap((node) =>
    namesJob(node, source)
      ? [complaint(source, node, 'a queue or job is named here; take it from shared/queues.ts')]
      : [],
  );
}

function namesJob(node: ts.Node, source: ts.SourceFile): boolean {
  if (ts.isNewExpression(node)) {
    return QUEUE_CLASSES.has(node.expression.getText(source)) && fixedText(node.arguments?.[0]) !== undefined;
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  if (fixedText(node.arguments[0]) === undefined) return false;
  const { name, expression } = node.expression;
  return (
    SCHEDULER_METHODS.has(name.text) || (name.text === 'add' && /queue/i.test(expression.getText(source)))
  );
}
