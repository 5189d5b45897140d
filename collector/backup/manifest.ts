/** `backup.json`: what a backup holds. Written last; without it there is no backup. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fingerprintOf } from '../history/durable.ts';
import { StartError } from '../store/start-error.ts';

export const MANIFEST = 'backup.json';

const manifestSchema = z.strictObject({
  version: z.literal(1),
  createdAtMs: z.number(),
  configHash: z.string(),
  domains: z.array(z.string()),
  /** By path within the backup. */
  files: z.record(z.string(), z.strictObject({ bytes: z.number(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** @throws StartError when the folder is no backup, or a file of it is not as it was written. */
export async function readBackup(folder: string): Promise<Manifest> {
  const manifest = parseManifest(folder);
  for (const [path, { bytes, sha256 }] of Object.entries(manifest.files)) {
    const found = await fingerprintOf(join(folder, path)).catch(() => undefined);
    if (found === undefined)
      throw new StartError(`${join(folder, path)} is missing; the backup is not whole, use another`);
    if (found.bytes !== bytes || found.sha256 !== sha256)
      throw new StartError(
        `${join(folder, path)} is not as it was written; the backup is damaged, use another`,
      );
  }
  return manifest;
}

function parseManifest(folder: string): Manifest {
  let text: string;
  try {
    text = readFileSync(join(folder, MANIFEST), 'utf8');
  } catch {
    throw new StartError(
      `${folder} has no ${MANIFEST}: it is no backup, or one that was cut short; use another`,
    );
  }
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new StartError(
      `${join(folder, MANIFEST)} is of another version; restore it with the version that wrote it`,
    );
  return parsed.data;
}
