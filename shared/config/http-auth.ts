/** How a source proves to an HTTP upstream who it is: the `auth` of its settings, the same for every kind over HTTP. */
import { z } from 'zod';
import { httpAddressSchema } from './common.ts';

const secret = (what: string) =>
  z
    .string()
    .min(1)
    .meta({ description: `${what}: by \`\${NAME}\`, never in clear text.` });

export const httpAuthSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('basic').meta({ description: 'User and password with every request.' }),
      user: z
        .string()
        .min(1)
        .regex(/^[^:]*$/, 'no colon')
        .meta({ description: 'Name of the user.' }),
      password: secret('Password'),
    }),
    z.strictObject({
      kind: z.literal('bearer').meta({ description: 'A token that does not change.' }),
      token: secret('Token'),
    }),
    z.strictObject({
      kind: z.literal('oauth2').meta({
        description:
          'OAuth 2 client credentials: a token is fetched, kept until it ends, renewed once on 401.',
      }),
      tokenUrl: httpAddressSchema.meta({ description: 'Where the token is fetched, by POST.' }),
      clientId: z.string().min(1).meta({ description: 'Id of this client.' }),
      clientSecret: secret('Secret of this client'),
      clientIn: z.enum(['header', 'body']).default('header').meta({
        description: 'Where id and secret are sent: as HTTP Basic, or as fields of the form.',
      }),
      scope: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Scopes, separated by blanks. Absent: none asked for.' }),
      audience: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Some servers want to know for whom the token is.' }),
    }),
  ])
  .optional()
  .meta({ description: 'Who asks. Sent to the origin of the url alone, never along a redirect to another.' });
export type HttpAuth = NonNullable<z.infer<typeof httpAuthSchema>>;
