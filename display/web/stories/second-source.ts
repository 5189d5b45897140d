/** Beside each invented source a second one, typed by hand, for stories in which the two contradict each other. */
import type { SourceSummary } from '../../../shared/api.ts';

export const secondSourceId = (first: string) => `${first}-hai`;

export function withSecondSource(source: SourceSummary): readonly SourceSummary[] {
  const second: SourceSummary = {
    ...source,
    id: secondSourceId(source.id),
    name: { vi: 'Báo cáo nhanh nhập tay', en: 'Quick report typed by hand' },
    office: { vi: 'Phòng trực ban', en: 'Duty office' },
  };
  return [source, second];
}
