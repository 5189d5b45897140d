/** How much of the alerts is kept in Redis while nobody reads it. */

/** Days of a busy domain; a screen that was away longer gets a snapshot anyway. With ~ Redis keeps some more. */
export const MAX_TRANSITIONS = 10_000;

/** What waits to be told while nobody tells; a storm of 1,000 fits tenfold. */
export const MAX_TELLINGS = 10_000;
