/** Puts a source's credentials on its requests, and renews a token that the upstream no longer takes. */
import { UpstreamError } from '../../shared/errors.ts';
import type { Exchange, ExchangeRequest } from '../connector.ts';
import { basic, type AccessTokens } from './access-tokens.ts';

/** @param ask an exchange without credentials. The result serves one poll: it renews a token once. */
export function withAuthorization(ask: Exchange, tokens: AccessTokens): Exchange {
  let mayRenew = true;
  let fetching: Promise<string> | undefined;
  return async ({ auth, ...request }) => {
    switch (auth?.kind) {
      case undefined:
        return ask(request);
      case 'basic':
        return ask(authorized(request, basic(auth.user, auth.password)));
      case 'bearer':
        return ask(authorized(request, `Bearer ${auth.token}`));
      case 'oauth2': {
        // Requests that go at the same time wait for one token.
        const token = () =>
          (fetching ??= tokens.get(auth, ask).finally(() => {
            fetching = undefined;
          }));
        const first = await token();
        try {
          return await ask(authorized(request, `Bearer ${first}`));
        } catch (error) {
          if (!(error instanceof UpstreamError) || error.httpStatus !== 401 || !mayRenew) throw error;
          mayRenew = false;
          tokens.forget(auth, first);
          return ask(authorized(request, `Bearer ${await token()}`));
        }
      }
    }
  };
}

function authorized(request: ExchangeRequest, authorization: string): ExchangeRequest {
  return { ...request, headers: { ...request.headers, authorization } };
}
