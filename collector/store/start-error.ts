/** A start that cannot go on: one line that says what was found, what was expected and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
