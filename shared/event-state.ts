/** How far an event has come, in words of both languages. Pure. */
import type { Bilingual } from './config/common.ts';
import type { Domain } from './config/domain.ts';

/** The words that the domain has for a state; without any the state's own, as the upstream or its mapping gave it. */
export function eventStateName(domain: Pick<Domain, 'eventStates'> | undefined, state: string): Bilingual {
  return domain?.eventStates.find(({ vi }) => vi === state) ?? { vi: state, en: state };
}
