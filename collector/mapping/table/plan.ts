/** A table mapping together with what its thread must know of the indicators. Plain values: it travels to the thread. */
import type { ProvinceConfig } from '../../../shared/config/province-config.ts';
import type { Mapping } from '../../../shared/config/source.ts';
import type { TableFigure, TableMapping } from '../../../shared/config/table-mapping.ts';
import { InvariantError } from '../../../shared/errors.ts';
import type { PeriodKind } from '../../../shared/period.ts';
import { conversionOf, type Conversion } from '../../../shared/table/unit.ts';

export interface TablePlan {
  readonly table: TableMapping;
  readonly figures: readonly FigurePlan[];
}

export interface FigurePlan extends TableFigure {
  readonly period: PeriodKind | undefined;
  /** Absent for states. */
  readonly conversion: Conversion | undefined;
}

/** What a mapping thread is given: JSONata, or a plan. */
export type MappingProgram = string | TablePlan;

type Indicators = Pick<ProvinceConfig, 'domains'>;

export function programOf(mapping: Mapping, config: Indicators): MappingProgram {
  return typeof mapping === 'string' ? mapping : planOf(mapping, config);
}

/** @throws InvariantError when the loader let a table pass that it should have refused. */
function planOf(table: TableMapping, { domains }: Indicators): TablePlan {
  const indicators = new Map(
    domains.flatMap(({ indicators: all }) => all.map((one) => [one.id, one] as const)),
  );
  const figures = table.figures.map((figure): FigurePlan => {
    const indicator = indicators.get(figure.indicator);
    if (indicator === undefined)
      throw new InvariantError(`a table names ${figure.indicator}, which is nothing`);
    const conversion = figure.unit === undefined ? undefined : conversionOf(figure.unit, indicator.unit.vi);
    if (conversion === undefined && indicator.states === undefined)
      throw new InvariantError(`a table gives ${figure.indicator} in a unit that does not convert`);
    return { ...figure, period: indicator.period, conversion };
  });
  return { table, figures };
}
