/** What an operator orders of this screen: obeyed at once, and answered before anything changes. */
import type { InjectionKey } from 'vue';
import type { OrderAnswer, ScreenOrder } from '../../../shared/socket.ts';

/** Whoever shows scenes takes orders to show one. */
export type SceneOrder = (wall: string, scene: string) => OrderAnswer;

/** The answer must have left before the page does, ms. */
const RELOAD_AFTER_MS = 100;

export class Orders {
  /** The wall on show; undefined: this page shows no scenes. */
  private show: SceneOrder | undefined;

  /** @param reload loads the page anew. */
  constructor(private readonly reload: () => void = () => location.reload()) {}

  /** @returns what ends it, when another page is shown. */
  shownBy(show: SceneOrder): () => void {
    this.show = show;
    return () => {
      if (this.show === show) this.show = undefined;
    };
  }

  obey(order: ScreenOrder): OrderAnswer {
    if (order.kind === 'scene') return this.show?.(order.wall, order.scene) ?? 'refused';
    setTimeout(this.reload, RELOAD_AFTER_MS);
    return 'obeyed';
  }
}

export const LIVE_ORDERS: InjectionKey<Orders> = Symbol('orders to this screen');
