/** One row of the table of faults: what is broken, and what must hold meanwhile and afterwards. */
export interface FaultRow {
  /** `F4`, as in the design. */
  readonly id: string;
  readonly name: string;
  /** Throws what is broken. `say` tells what was seen, for the report. */
  readonly run: (say: (seen: string) => void) => Promise<void>;
}
