/** An order to one screen, and its refusals in words. */
import { z } from 'zod';
import type { ScreenOrder, ScreenRecord } from '../../../shared/socket.ts';
import { CommandRefusal, type CommandTools } from './command.ts';

export const screenIdSchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'an id of /api/v1/screens');

/** @returns the screen as it was before. @throws CommandRefusal */
export async function orderScreen(
  id: string,
  orderOf: (screen: ScreenRecord) => ScreenOrder,
  { screens, orders }: CommandTools,
): Promise<ScreenRecord> {
  const screen = (await screens.list()).find((one) => one.id === id);
  if (screen === undefined) throw new CommandRefusal('unknown-screen', 'no such screen is known');
  if (screen.disconnectedAtMs !== undefined)
    throw new CommandRefusal('screen-gone', 'the screen is not connected; look at the machine before it');
  const answer = await orders.give(id, orderOf(screen));
  if (answer === 'silent')
    throw new CommandRefusal(
      'screen-silent',
      'the screen did not answer within two seconds; the order is void',
    );
  if (answer === 'refused')
    throw new CommandRefusal(
      'unknown-scene',
      'the screen shows another wall by now, or an older configuration',
    );
  return screen;
}
