/** A parameter that may be given several times: a text when it is given once, a list else. */
import { z } from 'zod';

export function oneOrMore<Item extends z.ZodType>(item: Item, most: number) {
  return z
    .union([item, z.array(item).min(1).max(most)])
    .transform((given): z.output<Item>[] => [given].flat() as z.output<Item>[]);
}
