import { z } from 'zod';
import { command } from '../commanding/command.ts';
import { orderScreen, screenIdSchema } from '../commanding/order-screen.ts';
import { nothingSchema } from '../commanding/schemas.ts';

export default command({
  name: 'screen-reload',
  summary: 'Lets a screen load its page anew; it answers within two seconds, or the order is void.',
  access: 'operator',
  request: z.strictObject({ screen: screenIdSchema }),
  value: nothingSchema,
  audited: (request) => request,
  run: async ({ screen }, _asker, tools) => {
    await orderScreen(screen, () => ({ kind: 'reload' }), tools);
    return { value: {}, target: screen };
  },
});
