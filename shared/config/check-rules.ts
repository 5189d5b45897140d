/** Whether alert rules judge what exists, where it exists. */
import type { AlertRule } from '../alert/rule.ts';
import type { ConfigProblem } from '../errors.ts';
import type { CheckedFiles } from './checked-files.ts';
import type { Indicator } from './domain.ts';
import type { FieldPath, LocatedFile } from './located-file.ts';
import type { Names } from './names.ts';
import { oneOf } from './near-name.ts';

interface RuleView {
  readonly file: LocatedFile;
  readonly names: Names;
  readonly problems: ConfigProblem[];
  readonly domain: string;
  readonly field: FieldPath;
  readonly rule: AlertRule;
}

export function checkRules(files: CheckedFiles, names: Names, problems: ConfigProblem[]): void {
  const known = new Map<string, string>();
  for (const { file, value } of files.rules) {
    const { domain, rules } = value;
    if (domain !== file.stem)
      problems.push(file.problem(['domain'], `"${domain}"`, `"${file.stem}", the name of the file`));
    names.mustKnow('domain', file, ['domain'], domain);
    for (const [at, rule] of rules.entries()) {
      const field: FieldPath = ['rules', at];
      const before = known.get(rule.id);
      if (before !== undefined)
        problems.push(
          file.problem(
            [...field, 'id'],
            `"${rule.id}" a second time`,
            `an id of its own; ${before} has it already`,
          ),
        );
      known.set(rule.id, file.path);
      checkRule({ file, names, problems, domain, field, rule });
      checkDependency({ file, names, problems, domain, field, rule }, rules);
      if (rule.workingTime && files.calendar.length === 0)
        problems.push(
          file.problem([...field, 'workingTime'], 'true', 'a calendar.yaml that says when offices work'),
        );
    }
  }
}

function checkRule(view: RuleView): void {
  const { file, names, problems, field, rule } = view;
  for (const [at, work] of rule.maintenance.entries())
    for (const [n, place] of (work.places ?? []).entries())
      names.mustKnow('place', file, [...field, 'maintenance', at, 'places', n], place);
  const id = rule.condition.indicator;
  if (id === undefined) return;
  const where: FieldPath = [...field, 'condition', 'indicator'];
  if (!names.mustKnow('indicator', file, where, id)) return;
  const known = names.indicators.get(id);
  if (known === undefined) return;
  if (known.domain !== view.domain) {
    problems.push(file.problem(where, `"${id}" of ${known.domain}`, `an indicator of ${view.domain}`));
    return;
  }
  checkKind(view, known.indicator);
  checkScope(view, known.indicator);
}

/** Whether the condition can judge what the indicator gives. */
function checkKind({ file, problems, field, rule }: RuleView, indicator: Indicator): void {
  const { condition } = rule;
  const where: FieldPath = [...field, 'condition'];
  const wrong = (path: FieldPath, found: string, expected: string) =>
    problems.push(file.problem([...where, ...path], found, expected));
  const { id, states } = indicator;
  if (condition.kind === 'state') {
    if (states === undefined) {
      wrong(
        ['kind'],
        `"state" of ${id}, which gives numbers`,
        'a kind that compares numbers, such as "limit"',
      );
      return;
    }
    const ids = states.map((state) => state.id);
    for (const level of ['warning', 'critical'] as const)
      for (const [at, state] of (condition[level] ?? []).entries())
        if (!ids.includes(state)) wrong([level, at], `"${state}"`, `a state of ${id}: ${oneOf(state, ids)}`);
    return;
  }
  if (condition.kind !== 'no-data' && states !== undefined)
    wrong(['kind'], `"${condition.kind}" of ${id}, which gives words`, '"state" or "no-data"');
  if (condition.kind === 'target' && indicator.target === undefined)
    wrong(['kind'], `"target" of ${id}, which has none`, `a target at ${id}, or another kind`);
  if (condition.kind === 'count' && indicator.breakdown === undefined)
    wrong(['kind'], `"count" of ${id}, which has no places`, 'an indicator with a breakdown');
  if ((condition.kind === 'rate' || condition.kind === 'last-week') && indicator.period !== undefined)
    wrong(
      ['kind'],
      `"${condition.kind}" of ${id}, which gives figures of a ${indicator.period}`,
      'an indicator of moments',
    );
}

function checkScope({ file, names, problems, field, rule }: RuleView, indicator: Indicator): void {
  const { scope } = rule;
  if (scope.at === 'province') return;
  if (indicator.breakdown === undefined) {
    problems.push(
      file.problem(
        [...field, 'scope'],
        `places of ${indicator.id}, which has a figure of the province only`,
        '`scope: { at: province }`',
      ),
    );
    return;
  }
  for (const list of ['only', 'except'] as const) {
    for (const [at, place] of (scope[list] ?? []).entries()) {
      const where: FieldPath = [...field, 'scope', list, at];
      if (!names.mustKnow('place', file, where, place) || names.hasFigureAt(indicator, place)) continue;
      problems.push(file.problem(where, `"${place}"`, `a place with a figure of ${indicator.id}`));
    }
  }
}

/** A rule waits for the one it depends on, so none may wait for itself, not even over others. */
function checkDependency({ file, problems, field, rule }: RuleView, rules: readonly AlertRule[]): void {
  const { dependsOn } = rule;
  if (dependsOn === undefined) return;
  const where: FieldPath = [...field, 'dependsOn', 'rule'];
  const ids = rules.map(({ id }) => id);
  if (!ids.includes(dependsOn.rule)) {
    problems.push(
      file.problem(where, `"${dependsOn.rule}"`, `a rule of this file: ${oneOf(dependsOn.rule, ids)}`),
    );
    return;
  }
  const passed = new Set([rule.id]);
  let next = rules.find(({ id }) => id === dependsOn.rule);
  const place = dependsOn.place === 'same' ? rule.scope.at : dependsOn.place;
  if (next !== undefined && (place === 'province') !== (next.scope.at === 'province'))
    problems.push(
      file.problem(
        [...field, 'dependsOn', 'place'],
        `"${dependsOn.place}", where "${next.id}" does not watch`,
        next.scope.at === 'province' ? '"province"' : '"same", "parent" or "commune"',
      ),
    );
  while (next?.dependsOn !== undefined && !passed.has(next.id)) {
    passed.add(next.id);
    const { rule: parent } = next.dependsOn;
    next = rules.find(({ id }) => id === parent);
  }
  if (next !== undefined && passed.has(next.id))
    problems.push(file.problem(where, `"${dependsOn.rule}", which waits for "${rule.id}"`, 'no circle'));
}
