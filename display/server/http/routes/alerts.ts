/** The alerts that are open: what fires, and what is over without anybody having acknowledged it. */
import { z } from 'zod';
import { isFiring, isReturned, type Alert } from '../../../../shared/alert/alert.ts';
import { parseAlertEntry } from '../../../../shared/alert/alert-entry.ts';
import { isGraver } from '../../../../shared/alert/level.ts';
import { parseRevision, type RuleRevision } from '../../../../shared/alert/revision.ts';
import { idSchema } from '../../../../shared/config/common.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { alertSchema, type ListedAlert } from '../alert-schemas.ts';
import { fromStore } from '../api-error.ts';
import { apiRoute, pageAnswer, pageOf, pageQuery, type ApiRoute } from '../api-route.ts';
import { knownDomain, type ApiContext } from '../context.ts';

export function alertRoutes(context: ApiContext): ApiRoute[] {
  return [
    apiRoute({
      path: '/alerts',
      access: 'viewing',
      summary: 'Open alerts, the gravest and longest first, each with who acts and what to do.',
      query: z.strictObject({ domain: idSchema.optional(), ...pageQuery(200) }),
      answer: pageOf(alertSchema),
      run: async ({ query }) => {
        if (query.domain !== undefined) knownDomain(context, query.domain);
        const domains = context.config.domains.filter(({ id }) => id === (query.domain ?? id));
        const perDomain = await Promise.all(domains.map(({ id }) => openAlerts(context, id)));
        return pageAnswer(context.nowMs(), perDomain.flat().toSorted(gravestFirst), query);
      },
    }),
  ];
}

async function openAlerts(context: ApiContext, domain: string): Promise<ListedAlert[]> {
  const { redis } = context;
  const [alerts, rules] = await fromStore(
    Promise.all([redis.hvals(redisKeys.alerts(domain)), redis.hvals(redisKeys.alertRules(domain))]),
  );
  const byId = new Map(rules.map(parseRevision).map((one) => [one.rule.id, one]));
  return alerts.map(parseAlertEntry).flatMap((alert) => {
    const rule = byId.get(alert.rule);
    const isOpen = isFiring(alert) || isReturned(alert);
    return rule === undefined || !isOpen ? [] : [listed(context, domain, alert, rule)];
  });
}

function listed(context: ApiContext, domain: string, alert: Alert, { rule }: RuleRevision): ListedAlert {
  const { condition, acknowledgement, visibility, seen } = alert;
  const isOver = condition.phase === 'normal' || condition.phase === 'pending';
  return {
    domain,
    rule: rule.id,
    place: alert.place,
    indicator: rule.condition.indicator,
    name: rule.name,
    instruction: rule.instruction,
    owner: rule.owner ?? knownDomain(context, domain).office,
    group: rule.group ?? rule.id,
    revision: alert.revision,
    episode: alert.episode,
    state: isOver ? 'returned' : condition.phase,
    level: isOver ? (alert.peak ?? 'warning') : condition.level,
    ...(isOver ? {} : { sinceMs: condition.sinceMs }),
    ...(seen === undefined ? {} : { value: seen.value, observedAtMs: seen.observedAtMs }),
    quality: alert.quality.kind,
    ...(acknowledgement.state === 'acknowledged' ? { acknowledged: whoOf(acknowledgement) } : {}),
    ...(visibility.shelved === undefined ? {} : { shelved: visibility.shelved }),
    ...(visibility.outOfService === undefined ? {} : { outOfService: visibility.outOfService }),
    suppressed: [...visibility.suppressed],
  };
}

function whoOf({ by, atMs, comment }: Extract<Alert['acknowledgement'], { state: 'acknowledged' }>) {
  return { by, atMs, comment };
}

function gravestFirst(a: ListedAlert, b: ListedAlert): number {
  if (a.level !== b.level) return isGraver(a.level, b.level) ? -1 : 1;
  // What is over comes behind what still fires.
  const [aMs, bMs] = [a.sinceMs ?? Number.MAX_SAFE_INTEGER, b.sinceMs ?? Number.MAX_SAFE_INTEGER];
  return aMs - bMs || (`${a.rule} ${a.place}` < `${b.rule} ${b.place}` ? -1 : 1);
}
