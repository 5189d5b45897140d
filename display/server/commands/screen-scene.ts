import { z } from 'zod';
import { idSchema } from '../../../shared/config/common.ts';
import { command, CommandRefusal } from '../commanding/command.ts';
import { orderScreen, screenIdSchema } from '../commanding/order-screen.ts';
import { nothingSchema } from '../commanding/schemas.ts';

export default command({
  name: 'screen-scene',
  summary: 'Lets a wall show one of its scenes; its rotation goes on from there.',
  access: 'operator',
  request: z.strictObject({ screen: screenIdSchema, scene: idSchema }),
  value: nothingSchema,
  audited: (request) => request,
  run: async ({ screen, scene }, _asker, tools) => {
    const was = await orderScreen(
      screen,
      ({ wall: id }) => {
        const wall = tools.config.walls.find((one) => one.id === id);
        if (wall === undefined)
          throw new CommandRefusal('unknown-scene', 'this screen is no wall; only walls show scenes');
        if (!wall.scenes.some((one) => one.id === scene))
          throw new CommandRefusal(
            'unknown-scene',
            `the wall "${wall.id}" has no scene "${scene}"; it has ${wall.scenes.map((one) => one.id).join(', ')}`,
          );
        return { kind: 'scene', wall: wall.id, scene };
      },
      tools,
    );
    return { value: {}, target: screen, before: { scene: was.scene }, after: { scene } };
  },
});
