/** A rule in force: what it says, since when, and by whom. Files seed revision 1; then Redis holds the truth. Pure. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json.ts';
import { alertRuleSchema, type AlertRule } from './rule.ts';

export interface RuleRevision {
  readonly revision: number;
  readonly rule: AlertRule;
  /** True: the rule is out of force; its past stays. */
  readonly removed?: true | undefined;
  /** {@link wordOf} the rule. */
  readonly says: string;
  /** What the files said when this revision came to be; another word of theirs is a pending revision. */
  readonly seed: string;
  readonly by: string;
  readonly atMs: number;
}

/** What the files say now and Redis does not follow by itself. */
export type PendingRevision =
  | { readonly change: 'edited'; readonly seed: string; readonly rule: AlertRule }
  | { readonly change: 'removed'; readonly seed: string };

/** A short word that is equal exactly when two rules say the same: SHA-256, hex. */
export function wordOf(rule: AlertRule): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(rule))));
}

/** `revision json`: the number stands in front, where a script compares it without parsing. */
export function revisionText(revision: RuleRevision): string {
  return `${revision.revision} ${JSON.stringify(revision)}`;
}

/** @throws ZodError for a rule that this version does not know. */
export function parseRevision(text: string): RuleRevision {
  const parsed = JSON.parse(text.slice(text.indexOf(' ') + 1)) as RuleRevision;
  return { ...parsed, rule: alertRuleSchema.parse(parsed.rule) };
}
