/** Whether walls show what exists, on a grid where nothing covers anything else. */
import type { ConfigProblem } from '../errors.ts';
import type { CheckedFiles } from './checked-files.ts';
import type { FieldPath, LocatedFile } from './located-file.ts';
import type { Names, NameKind } from './names.ts';
import { GRID_COLUMNS, GRID_ROWS, type Scene, type Widget } from './wall.ts';

interface WallView {
  readonly file: LocatedFile;
  readonly names: Names;
  readonly problems: ConfigProblem[];
}

export function checkWalls(files: CheckedFiles, names: Names, problems: ConfigProblem[]): void {
  for (const { file, value: wall } of files.wall) {
    const view = { file, names, problems };
    const ids = new Set<string>();
    for (const [at, scene] of wall.scenes.entries()) {
      const field = ['scenes', at];
      if (ids.has(scene.id))
        problems.push(
          file.problem([...field, 'id'], `"${scene.id}" a second time`, 'an id of its own in this wall'),
        );
      ids.add(scene.id);
      if (scene.domain !== undefined) names.mustKnow('domain', file, [...field, 'domain'], scene.domain);
      checkGrid(view, field, scene);
      for (const [w, widget] of scene.widgets.entries()) checkWidget(view, [...field, 'widgets', w], widget);
    }
  }
}

function checkGrid({ file, problems }: WallView, scene: FieldPath, { widgets }: Scene): void {
  for (const [at, a] of widgets.entries()) {
    const field = [...scene, 'widgets', at];
    if (a.x + a.w > GRID_COLUMNS)
      problems.push(
        file.problem([...field, 'w'], `columns ${a.x} to ${a.x + a.w}`, `at most ${GRID_COLUMNS} columns`),
      );
    if (a.y + a.h > GRID_ROWS)
      problems.push(
        file.problem([...field, 'h'], `rows ${a.y} to ${a.y + a.h}`, `at most ${GRID_ROWS} rows`),
      );
    const over = widgets.findIndex((b, other) => other < at && overlap(a, b));
    if (over >= 0)
      problems.push(
        file.problem(
          field,
          `a ${a.kind} over widgets[${over}], a ${widgets[over]?.kind}`,
          'widgets side by side',
        ),
      );
  }
}

function overlap(a: Widget, b: Widget): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Fields whose text, or list of texts, is a name of that kind, in whatever widget they stand. */
const NAME_FIELDS: Readonly<Record<string, NameKind>> = {
  domain: 'domain',
  indicator: 'indicator',
  indicators: 'indicator',
  shade: 'indicator',
  callouts: 'indicator',
  arrivals: 'indicator',
  stock: 'indicator',
  exported: 'indicator',
  imported: 'indicator',
  wait: 'indicator',
  state: 'indicator',
  place: 'place',
  places: 'place',
  focus: 'place',
};

/** Lists of places that are drawn side by side: an indicator without places would leave them empty. */
const NEEDS_BREAKDOWN: ReadonlySet<Widget['kind']> = new Set(['bars', 'ranking', 'matrix']);

function checkWidget(view: WallView, field: FieldPath, widget: Widget): void {
  checkNames(view, field, widget);
  const { file, names, problems } = view;
  if (widget.kind === 'feed') {
    const kinds = names.eventKinds.get(widget.domain) ?? new Set();
    for (const [at, kind] of (widget.eventKinds ?? []).entries())
      if (!kinds.has(kind))
        problems.push(
          file.problem([...field, 'eventKinds', at], `"${kind}"`, `an event kind of ${widget.domain}`),
        );
  }
  if (widget.kind === 'map')
    for (const [at, layer] of widget.layers.entries())
      names.mustKnow('kind', file, [...field, 'layers', at, 'kind'], layer.kind);
  if (NEEDS_BREAKDOWN.has(widget.kind) && 'indicator' in widget && widget.indicator !== undefined) {
    const known = names.indicators.get(widget.indicator as string)?.indicator;
    if (known !== undefined && known.breakdown === undefined)
      problems.push(
        file.problem(
          [...field, 'indicator'],
          `"${known.id}", which has no places`,
          'an indicator with a breakdown',
        ),
      );
  }
}

function checkNames(view: WallView, field: FieldPath, node: unknown): void {
  if (node === null || typeof node !== 'object') return;
  for (const [key, value] of Object.entries(node)) {
    const here = [...field, Array.isArray(node) ? Number(key) : key];
    const kind = NAME_FIELDS[key];
    if (kind !== undefined && typeof value === 'string') view.names.mustKnow(kind, view.file, here, value);
    else if (kind !== undefined && Array.isArray(value) && value.every((name) => typeof name === 'string'))
      for (const [at, name] of value.entries()) view.names.mustKnow(kind, view.file, [...here, at], name);
    else checkNames(view, here, value);
  }
  checkFigurePlace(view, field, node as { indicator?: unknown; place?: unknown });
}

function checkFigurePlace(
  { names, file, problems }: WallView,
  field: FieldPath,
  node: { indicator?: unknown; place?: unknown },
): void {
  if (typeof node.indicator !== 'string' || typeof node.place !== 'string') return;
  const known = names.indicators.get(node.indicator)?.indicator;
  if (
    known === undefined ||
    names.kindOfPlace(node.place) === undefined ||
    names.hasFigureAt(known, node.place)
  )
    return;
  problems.push(
    file.problem(
      [...field, 'place'],
      `"${node.place}"`,
      `the province or a place of the breakdown of ${known.id}`,
    ),
  );
}
