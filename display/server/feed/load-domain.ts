/** Reads a domain's whole state and its cursor in one script, so that nothing slips in between. */
import type { Redis } from 'ioredis';
import type { DomainState } from '../../../shared/domain-state.ts';
import { LOAD_SCRIPT, loadArguments, stateOfReply } from '../../../shared/stored-domain.ts';

/** @throws when Redis cannot be reached, or holds what no collector wrote. */
export async function loadDomain(redis: Redis, domain: string): Promise<DomainState> {
  const { keys, maxEvents } = loadArguments(domain);
  return stateOfReply(domain, await redis.eval(LOAD_SCRIPT, keys.length, ...keys, maxEvents));
}
