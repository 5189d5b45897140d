/** The folder into which an office puts its reports, as somebody does who saves what came by e-mail. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UpstreamDrop } from './service.ts';
import { liveMoment, makeView, type ViewContext } from './view.ts';

/** How often it is looked whether a report is due. */
const LOOK_EVERY_MS = 1_000;

export class DropBox {
  /** The publication that was written last, by report. */
  readonly #written = new Map<UpstreamDrop, number>();
  #writing: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  private constructor(
    readonly folder: string,
    private readonly drops: readonly UpstreamDrop[],
    /** Undefined while the office cannot write. */
    private readonly context: () => ViewContext | undefined,
  ) {
    this.#timer = setInterval(() => void this.writeDue(), LOOK_EVERY_MS);
  }

  static async open(
    drops: readonly UpstreamDrop[],
    context: () => ViewContext | undefined,
  ): Promise<DropBox> {
    const box = new DropBox(await mkdtemp(join(tmpdir(), 'province-drop-')), drops, context);
    await box.writeDue();
    return box;
  }

  /** Writes the reports whose publication has come since they were written last. */
  writeDue(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    await rm(this.folder, { recursive: true, force: true });
  }

  async #write(): Promise<void> {
    const context = this.context();
    if (context === undefined) return;
    for (const drop of this.drops) {
      const momentMs = liveMoment(context, drop);
      if (this.#written.get(drop) === momentMs) continue;
      const { name, bytes } = await drop.write(makeView(context, momentMs, true));
      // Under another name first: a reader sees the whole report or none.
      await writeFile(join(this.folder, `${name}.part`), bytes);
      await rename(join(this.folder, `${name}.part`), join(this.folder, name));
      this.#written.set(drop, momentMs);
    }
  }
}
