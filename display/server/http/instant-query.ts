/** An instant as a parameter of an address: ms since 1970 UTC. */
import { z } from 'zod';

/** Bounds of dates as JavaScript knows them. */
const MAX_MS = 8_640_000_000_000_000;

export const instantQuery = z.coerce.number().int().min(0).max(MAX_MS).optional();
