// A provider of OpenID Connect for the specs, on a free port of this machine: `provider.mjs REDIRECT SECRET`. Says where it is,
// then serves until it is ended. Its own pages ask for a name and believe any.

import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [redirect, secret] = process.argv.slice(2);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'hoso', client_secret: secret, redirect_uris: [redirect] }],
    // Like most, it tells no more in the ID token than asked for by scope.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: `id-of-${id}`, preferred_username: id }) }),
    pkce: { required: () => true, methods: ['S256'] },
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
